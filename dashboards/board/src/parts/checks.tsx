import type { CheckView } from '@thongsuot/contract/api.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { Name } from './name.tsx';
import { When } from './since.tsx';
import { Verdict } from './state.tsx';

/** Checks of an endpoint's portal. The address is text, never a link: it is whatever a configuration says. */
export function Checks({ checks }: { checks: readonly CheckView[] }) {
  const { words, language } = useWords();
  return (
    <section class="panel" aria-labelledby="checks-title">
      <h2 id="checks-title">{words.checks.title}</h2>
      <ul class="list">
        {checks.map((check) => (
          <li class="item" key={`${check.operator} ${check.check}`}>
            <div class="item-head">
              {check.up === null ? (
                <Verdict icon="unknown" text={words.checks.unknown} />
              ) : check.up ? (
                <Verdict icon="ok" text={words.checks.up} />
              ) : (
                <Verdict icon="critical" text={words.checks.down} />
              )}
              <h3>{check.check}</h3>
            </div>
            <p class="sub">
              <Name text={check.url} />
              {check.failure !== null && (
                <span>
                  {words.checks.failures[check.failure]}
                  {check.reason !== null && ` (${words.checks.reasons[check.reason]})`}
                </span>
              )}
              {check.status !== null && <span>HTTP {check.status}</span>}
              {check.durationMs !== null && (
                <span>
                  {words.checks.duration} {formatNumber(check.durationMs, language)} ms
                </span>
              )}
              {check.tlsDaysLeft !== null && (
                <span>{words.checks.tls(formatNumber(Math.floor(check.tlsDaysLeft), language))}</span>
              )}
              <When at={check.at} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
