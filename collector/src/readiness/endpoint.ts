/** The readiness of all the backups that an endpoint leans on, taken together (domain §5). Pure. */
import type { Readiness } from '@thongsuot/contract/api.ts';
import type { BackupNeed, EndpointReadiness } from '@thongsuot/contract/api-duty.ts';
import type { UnitKind } from '@thongsuot/contract/facts.ts';

export interface Backup {
  kind: UnitKind;
  readiness: Readiness;
  score: number | null;
}

const powers: ReadonlySet<UnitKind> = new Set<UnitKind>(['ups', 'dcPlant', 'generator']);

/**
 * What an endpoint must have and has not. One of priority 1 that a primary link serves needs a second path and backup
 * power on one of its paths: a proposal, for the letter asks that backups be ready and does not say which. Of other
 * endpoints what the operators list is what is required.
 */
export function missingBackups(priority: number, primaries: number, backups: readonly Backup[]): BackupNeed[] {
  if (priority !== 1 || primaries === 0) return [];
  const missing: BackupNeed[] = [];
  if (!backups.some(({ kind }) => kind === 'standbyLink')) missing.push('backupPath');
  if (!backups.some(({ kind }) => powers.has(kind))) missing.push('backupPower');
  return missing;
}

/**
 * All of them are required, so the worst one counts: not ready with one that is missing or not ready, unknown with one
 * that is unknown, else conditional or ready. Null when there is nothing to judge.
 */
export function judgeBackups(backups: readonly Backup[], missing: readonly BackupNeed[]): EndpointReadiness {
  const required = backups.length + missing.length;
  const has = (readiness: Readiness) => backups.some((backup) => backup.readiness === readiness);
  const failing = missing.length > 0 || has('notReady');
  const worst: Readiness = failing
    ? 'notReady'
    : has('unknown')
      ? 'unknown'
      : has('conditional')
        ? 'conditional'
        : 'ready';
  const scores = backups.map(({ score }) => score);
  const score = missing.length > 0 ? 0 : scores.some((s) => s === null) ? null : Math.min(...(scores as number[]));
  return {
    readiness: required === 0 ? null : worst,
    score: required === 0 ? null : score,
    required,
    ready: backups.filter(({ readiness }) => readiness === 'ready').length,
    missing: [...missing],
  };
}
