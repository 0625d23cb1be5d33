/** Words of IANAifType (IANAifType-MIB) for the types that networks of this kind have. */
const names: Readonly<Record<number, string>> = {
  1: 'other',
  6: 'ethernetCsmacd',
  18: 'ds1',
  22: 'propPointToPointSerial',
  23: 'ppp',
  24: 'softwareLoopback',
  30: 'ds3',
  37: 'atm',
  39: 'sonet',
  53: 'propVirtual',
  62: 'fastEther',
  71: 'ieee80211',
  94: 'adsl',
  97: 'vdsl',
  117: 'gigabitEthernet',
  131: 'tunnel',
  135: 'l2vlan',
  136: 'l3ipvlan',
  142: 'ipForward',
  150: 'mplsTunnel',
  161: 'ieee8023adLag',
  166: 'mpls',
  195: 'opticalChannel',
  196: 'opticalTransport',
  209: 'bridge',
  238: 'adsl2plus',
  244: 'wwanPP2',
  246: 'ilan',
  247: 'pip',
  250: 'gpon',
  251: 'vdsl2',
};

/** The MIB's word, or the number as text where this list has none; null where the device does not say. */
export const ifTypeName = (ifType: number | null): string | null =>
  ifType === null ? null : (names[ifType] ?? String(ifType));

/** Interfaces that never are a circuit: loopbacks, Null0, InLoopBack0, management consoles. */
export const isNoCircuit = (ifType: number | null): boolean => ifType === 24 || ifType === 1 || ifType === 142;
