/** The credentials of `discover` from its flags: secrets by reference only, in the form that the config has. Pure. */

export interface CredentialFlags {
  'snmp-version'?: string | undefined;
  community?: string | undefined;
  user?: string | undefined;
  level?: string | undefined;
  auth?: string | undefined;
  priv?: string | undefined;
  context?: string | undefined;
}

/** The environment variable that is read where no community is named. */
export const communityVariable = 'THONGSUOT_SNMP_COMMUNITY';

export type CredentialOutcome =
  /** `defaultCommunity`: the community every device is sold with stands in where the variable is not set. */
  { kind: 'given'; snmp: unknown; defaultCommunity: boolean } | { kind: 'wrong'; message: string };

/** The `snmp` block of a device, still to be checked against the config's schema. */
export function credentialsFrom(flags: CredentialFlags): CredentialOutcome {
  const wrong = (message: string): CredentialOutcome => ({ kind: 'wrong', message });
  const version = flags['snmp-version'] ?? (flags.user === undefined ? '2c' : '3');
  if (version !== '3') {
    if (flags.community === undefined || flags.community === 'public')
      return { kind: 'given', snmp: { version, community: { env: communityVariable } }, defaultCommunity: true };
    const community = referenceFrom(flags.community);
    if (community === undefined)
      return wrong(
        '--community takes a reference, env:NAME, file:PATH or credential:NAME, or the word public; a community on the command line would be seen by every account of this machine',
      );
    return { kind: 'given', snmp: { version, community }, defaultCommunity: false };
  }
  if (flags.user === undefined) return wrong('SNMP version 3 needs --user NAME');
  const snmp: Record<string, unknown> = { version, user: flags.user };
  for (const part of ['auth', 'priv'] as const) {
    const given = flags[part];
    if (given === undefined) continue;
    const colon = given.indexOf(':');
    const key = colon < 0 ? undefined : referenceFrom(given.slice(colon + 1));
    if (key === undefined)
      return wrong(
        `--${part} takes a protocol and a reference, such as ${part === 'auth' ? 'sha256' : 'aes'}:env:NAME`,
      );
    snmp[part] = { protocol: given.slice(0, colon), key };
  }
  snmp['level'] =
    flags.level ??
    (snmp['priv'] !== undefined ? 'authPriv' : snmp['auth'] !== undefined ? 'authNoPriv' : 'noAuthNoPriv');
  if (flags.context !== undefined) snmp['context'] = flags.context;
  return { kind: 'given', snmp, defaultCommunity: false };
}

function referenceFrom(text: string): Record<string, string> | undefined {
  const [, kind, name] = /^(env|file|credential):(.+)$/.exec(text) ?? [];
  return kind === undefined || name === undefined ? undefined : { [kind]: name };
}
