import type { Readiness, Severity, State } from '@thongsuot/contract/api.ts';
import { useWords } from '../i18n/language.ts';
import { Icon, type IconName } from './icon.tsx';

const stateIcons = { up: 'ok', degraded: 'warning', down: 'critical', unknown: 'unknown' } as const;
const readinessIcons = { ready: 'ok', conditional: 'warning', notReady: 'critical', unknown: 'unknown' } as const;

/** A verdict: shape, word and colour together. */
export function Verdict({ icon, text }: { icon: IconName; text: string }) {
  return (
    <span class={`verdict verdict-${icon}`}>
      <Icon name={icon} />
      {text}
    </span>
  );
}

export function StateWord({ state }: { state: State }) {
  const { words } = useWords();
  return <Verdict icon={stateIcons[state]} text={words.states[state]} />;
}

export function ReadinessWord({ readiness }: { readiness: Readiness }) {
  const { words } = useWords();
  return <Verdict icon={readinessIcons[readiness]} text={words.readiness[readiness]} />;
}

export function SeverityWord({ severity }: { severity: Severity }) {
  const { words } = useWords();
  return <Verdict icon={severity === 'critical' ? 'critical' : 'warning'} text={words.severities[severity]} />;
}
