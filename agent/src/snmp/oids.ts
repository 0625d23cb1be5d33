/** Every object that `snmp/` reads, under its MIB name. A column ends in no index: append `.` and the ifIndex. */

/** SNMPv2-MIB (RFC 3418): TimeTicks, hundredths of a second since the SNMP engine started; wraps after 497.1 days. */
export const sysUpTime = '1.3.6.1.2.1.1.3.0';
/** SNMPv2-MIB (RFC 3418): DisplayString. */
export const sysDescr = '1.3.6.1.2.1.1.1.0';
/** SNMPv2-MIB (RFC 3418): OBJECT IDENTIFIER. */
export const sysObjectID = '1.3.6.1.2.1.1.2.0';

/** IF-MIB (RFC 2863): TimeStamp of the last creation or deletion of a row of ifTable. */
export const ifTableLastChange = '1.3.6.1.2.1.31.1.5.0';

/** IF-MIB ifTable (RFC 2863). */
export const ifDescr = '1.3.6.1.2.1.2.2.1.2'; // DisplayString
export const ifType = '1.3.6.1.2.1.2.2.1.3'; // IANAifType
export const ifSpeed = '1.3.6.1.2.1.2.2.1.5'; // Gauge32, bit/s, 4,294,967,295 when it is more
export const ifAdminStatus = '1.3.6.1.2.1.2.2.1.7'; // INTEGER
export const ifOperStatus = '1.3.6.1.2.1.2.2.1.8'; // INTEGER
export const ifInOctets = '1.3.6.1.2.1.2.2.1.10'; // Counter32
export const ifInDiscards = '1.3.6.1.2.1.2.2.1.13'; // Counter32
export const ifInErrors = '1.3.6.1.2.1.2.2.1.14'; // Counter32
export const ifOutOctets = '1.3.6.1.2.1.2.2.1.16'; // Counter32
export const ifOutDiscards = '1.3.6.1.2.1.2.2.1.19'; // Counter32
export const ifOutErrors = '1.3.6.1.2.1.2.2.1.20'; // Counter32

/** IF-MIB ifXTable (RFC 2863). */
export const ifName = '1.3.6.1.2.1.31.1.1.1.1'; // DisplayString
export const ifHCInOctets = '1.3.6.1.2.1.31.1.1.1.6'; // Counter64
export const ifHCOutOctets = '1.3.6.1.2.1.31.1.1.1.10'; // Counter64
export const ifHighSpeed = '1.3.6.1.2.1.31.1.1.1.15'; // Gauge32, Mbit/s
export const ifAlias = '1.3.6.1.2.1.31.1.1.1.18'; // DisplayString, (0..64)
export const ifCounterDiscontinuityTime = '1.3.6.1.2.1.31.1.1.1.19'; // TimeStamp

/** IEEE8023-LAG-MIB (IEEE 802.1AX): ifIndex of the aggregator that a port has selected, and is attached to; 0 for none. */
export const dot3adAggPortSelectedAggID = '1.2.840.10006.300.43.1.2.1.1.12';
export const dot3adAggPortAttachedAggID = '1.2.840.10006.300.43.1.2.1.1.13';

/** IF-MIB (RFC 2863): RowStatus, indexed by ifIndex of the higher and of the lower interface; active(1). */
export const ifStackStatus = '1.3.6.1.2.1.31.1.2.1.3';
/** CISCO-PAGP-MIB: ifIndex of the group that a port belongs to; its own when it belongs to none. */
export const pagpGroupIfIndex = '1.3.6.1.4.1.9.9.98.1.1.1.1.8';

/** ENTITY-MIB (RFC 6933), by entPhysicalIndex; the alias by entity and logical entity: the OID of an ifIndex. */
export const entPhysicalDescr = '1.3.6.1.2.1.47.1.1.1.1.2'; // SnmpAdminString
export const entPhysicalContainedIn = '1.3.6.1.2.1.47.1.1.1.1.4'; // PhysicalIndexOrZero
export const entPhysicalName = '1.3.6.1.2.1.47.1.1.1.1.7'; // SnmpAdminString
export const entAliasMappingIdentifier = '1.3.6.1.2.1.47.1.3.2.1.2'; // RowPointer
export const ifIndexColumn = '1.3.6.1.2.1.2.2.1.1';
/** ENTITY-SENSOR-MIB (RFC 3433) and Cisco's: type 1, scale 2, precision 3, value 4, status 5, by entPhysicalIndex. */
export const entPhySensorTable = '1.3.6.1.2.1.99.1.1.1';
export const ciscoEntSensorTable = '1.3.6.1.4.1.9.9.91.1.1.1.1';

/** SNMPv2-MIB (RFC 3418): DisplayString. */
export const sysName = '1.3.6.1.2.1.1.5.0';
export const sysLocation = '1.3.6.1.2.1.1.6.0';

/** IANAifType (IANAifType-MIB). */
export const ethernetCsmacd = 6;
export const propVirtual = 53;
export const ieee8023adLag = 161;
