/** The port to SNMP: what the agent asks of an engine. Behind it stand `netsnmp.ts` and, for v2c, a lean engine. */

/** What an engine needs of a secret; `Secret` of the contract is one. */
export interface Revealable {
  reveal(): string;
}

export type AuthProtocol = 'md5' | 'sha' | 'sha224' | 'sha256' | 'sha384' | 'sha512';
export type PrivProtocol = 'des' | 'aes' | 'aes256b' | 'aes256r';

export interface CommunityCredentials {
  version: '1' | '2c';
  community: Revealable;
}

/** User-based security (RFC 3414). The level is a floor: a reply below it is refused. */
export interface UserCredentials {
  version: '3';
  user: string;
  level: 'noAuthNoPriv' | 'authNoPriv' | 'authPriv';
  auth?: { protocol: AuthProtocol; key: Revealable } | undefined;
  priv?: { protocol: PrivProtocol; key: Revealable } | undefined;
  context?: string | undefined;
}

/** A device as the engine sees it. One object stands for one session: pass the same object each time. */
export interface SnmpTarget {
  /** An IP address, or a host name, which is resolved when the session opens. */
  address: string;
  /** @default 161 */
  port?: number | undefined;
  credentials: CommunityCredentials | UserCredentials;
  /** Wait for one try. @default 2000 */
  timeoutMs?: number | undefined;
  /** Tries in all. @default 2 */
  tries?: number | undefined;
  sourceAddress?: string | undefined;
}

/** A value as it stood on the wire (RFC 2578 §7.1), or the exception that stood in its place (RFC 3416 §4.2.1). */
export type SnmpValue =
  | { type: 'integer' | 'counter32' | 'gauge32' | 'timeTicks'; value: number }
  | { type: 'counter64'; value: bigint }
  | { type: 'octets' | 'opaque'; value: Uint8Array }
  | { type: 'oid' | 'ipAddress'; value: string }
  | { type: 'null' | 'noSuchObject' | 'noSuchInstance' | 'endOfMibView' };

export interface SnmpReply {
  /** Unix epoch ms at which the reply arrived. */
  at: number;
  /** One value for each OID that was asked, under the OID as it was asked. */
  values: ReadonlyMap<string, SnmpValue>;
  /** The same in the order in which they were asked, from an engine that has them so. */
  inOrder?: readonly SnmpValue[] | undefined;
}

/** Counts what a request cost; tries count one each. */
export interface PduMeter {
  pdus: number;
  timeouts: number;
}

export interface RequestOptions {
  /** How long the caller waits, tries and walks included. */
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  meter?: PduMeter | undefined;
  /** Fewer tries than the target's, for a probe. */
  tries?: number | undefined;
}

/** Read-only by construction: the port has no way to say SET. */
export interface SnmpTransport {
  /**
   * One GET in one PDU. The caller keeps it small enough; nothing is split here.
   * On v1 an object that the device lacks reads `noSuchObject`, as on v2c.
   * @throws SnmpError; the signal's reason when it is aborted
   */
  get(target: SnmpTarget, oids: readonly string[], options: RequestOptions): Promise<SnmpReply>;
  /**
   * One column, or any subtree, by its index (what follows `oid` and a dot), in the device's order.
   * Walks by GETBULK, by GETNEXT where the device cannot. Ends at `rowsMax` rows.
   * @throws SnmpError `malformed` when the device does not move forward
   */
  column(
    target: SnmpTarget,
    oid: string,
    options: RequestOptions & { rowsMax: number },
  ): Promise<Map<string, SnmpValue>>;
  /** Ends the session of a target that is no longer polled. */
  release(target: SnmpTarget): void;
  close(): void;
}

/**
 * Why a request failed. A wrong v2c community is a `timeout`: devices do not answer it at all.
 * `credentialsRefused` is a v3 device's own word (RFC 3414 §3.2 reports): unknown user, wrong digest, security level.
 */
export const snmpErrorCodes = ['timeout', 'credentialsRefused', 'tooBig', 'malformed', 'network', 'error'] as const;
export type SnmpErrorCode = (typeof snmpErrorCodes)[number];

export class SnmpError extends Error {
  override readonly name = 'SnmpError';
  readonly code: SnmpErrorCode;
  constructor(code: SnmpErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The number in a value of the integer kinds, or undefined. */
export function numberOf(value: SnmpValue | undefined): number | undefined {
  if (value === undefined) return undefined;
  switch (value.type) {
    case 'integer':
    case 'counter32':
    case 'gauge32':
    case 'timeTicks':
      return value.value;
    default:
      return undefined;
  }
}

/** True when the device has no such object or instance. */
export function isMissing(value: SnmpValue | undefined): boolean {
  return (
    value === undefined ||
    value.type === 'noSuchObject' ||
    value.type === 'noSuchInstance' ||
    value.type === 'endOfMibView'
  );
}
