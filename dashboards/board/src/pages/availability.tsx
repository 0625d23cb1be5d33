import type { AvailabilityView } from '@thongsuot/contract/api-availability.ts';
import { useMemo, useState } from 'preact/hooks';
import { readAvailability } from '../api.ts';
import {
  availabilityDecimals,
  availabilityRows,
  provisionalDays,
  sortAvailability,
  subjectName,
  type TableScope,
  tableScopes,
} from '../availability-table.ts';
import { useBoard, useSteady } from '../board.ts';
import { csvOf } from '../csv.ts';
import { Choice } from '../form/fields.tsx';
import { monthBefore } from '../form/local-time.ts';
import { formatDuration, formatNumber, formatRatio } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { Filters, OperatorFilter } from '../parts/filters.tsx';
import { useShown } from '../parts/growing.tsx';
import { Incidents } from '../parts/incidents.tsx';
import { Verdict } from '../parts/state.tsx';
import { PageHeading } from './heading.tsx';
import { useEmptyAgain } from './paging.ts';
import { useReading } from './reading.ts';

/** Months offered: what the store keeps of days (three years) is more than anybody asks a page for. */
const monthsOffered = 13;

const verdictIcons = {
  met: 'ok',
  missed: 'critical',
  undecided: 'warning',
  notEnoughData: 'unknown',
  none: 'unknown',
} as const;

/** Saves text as a file, without asking anybody for it. */
function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}

/** A month's availability by class, operator or area, never without its coverage; its incidents; a file of the table. */
export function AvailabilityPage() {
  const { words, language } = useWords();
  const { state } = useBoard('me');
  const { names, session } = useSteady();
  const [back, setBack] = useState('0');
  const [scope, setScope] = useState<TableScope>('class');
  const [operator, setOperator] = useState<string | null>(null);
  const now = session.now();
  const month = monthBefore(now, Number(back));
  // The whole month, also the one under way: days to come have no seconds yet.
  const to = Math.min(month.to, Math.round(now));
  const [turn, setTurn] = useState(0);
  const reading = useReading(`${month.name} ${scope} ${operator}`, state.generation + turn, (signal) =>
    readAvailability({ from: month.from, to, scope, operator }, signal),
  );
  const months = Array.from({ length: monthsOffered }, (_, n) => {
    const [year, number] = monthBefore(now, n).name.split('-');
    return [String(n), `${number}/${year}`] as const;
  });
  const rows = useMemo(() => (reading.kind === 'read' ? sortAvailability(reading.value.availability) : []), [reading]);
  useEmptyAgain(reading.kind === 'read' && rows.length === 0 && back === '0', () => setTurn((n) => n + 1));
  const save = () =>
    download(
      `do-kha-dung-${month.name}-${scope}.csv`,
      csvOf(availabilityRows(rows, month.name, names, words, language)),
    );
  const provisional = provisionalDays(rows);
  return (
    <>
      <PageHeading title={words.availability.title}>
        <p class="footnote">{words.availability.explain}</p>
      </PageHeading>
      <Filters>
        <Choice label={words.availability.month} value={back} options={months} onChange={setBack} />
        <Choice
          label={words.availability.scope}
          value={scope}
          options={tableScopes.map((name) => [name, words.availability.scopes[name]] as const)}
          onChange={(chosen: TableScope) => setScope(chosen)}
        />
        <OperatorFilter value={operator} onChange={setOperator} />
      </Filters>
      {reading.kind === 'reading' && <p class="empty">{words.problem.loading}</p>}
      {reading.kind === 'failed' && <p class="notice">{words.problem.failed}</p>}
      {reading.kind === 'read' && (
        <>
          <section class="panel" aria-label={words.availability.title}>
            {rows.length === 0 ? (
              <p class="empty">{words.availability.none}</p>
            ) : (
              <>
                <Table rows={rows} />
                {provisional > 0 && (
                  <p class="footnote">{words.availability.provisional(formatNumber(provisional, language))}</p>
                )}
                <p class="panel-buttons">
                  <button type="button" data-testid="csv" onClick={save}>
                    {words.availability.csv}
                  </button>
                  <a href={`/v1/report?from=${month.from}&to=${to}&lang=${language}`} target="_blank" rel="noopener">
                    {words.availability.report}
                  </a>
                </p>
              </>
            )}
          </section>
          <Incidents answer={reading.value} month={month.name} />
        </>
      )}
    </>
  );
}

function Table({ rows }: { rows: readonly AvailabilityView[] }) {
  const { words } = useWords();
  const say = words.availability;
  const shown = useShown(rows.length, '');
  return (
    <>
      <div class="table-box">
        <table class="rows">
          <caption class="visually-hidden">{say.title}</caption>
          <thead>
            <tr>
              <th scope="col">{say.name}</th>
              <th scope="col" class="figure">
                {say.ratio}
              </th>
              <th scope="col" class="figure">
                {say.coverage}
              </th>
              <th scope="col" class="figure">
                {say.strict}
              </th>
              <th scope="col" class="figure">
                {say.target}
              </th>
              <th scope="col">{say.verdict}</th>
              <th scope="col" class="figure">
                {say.down}
              </th>
              <th scope="col" class="figure wide">
                {say.unknown}
              </th>
              <th scope="col" class="figure wide">
                {say.maintenance}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown.count).map((view) => (
              <Row key={`${view.name} ${view.operator}`} view={view} />
            ))}
          </tbody>
        </table>
      </div>
      {shown.button}
    </>
  );
}

function Row({ view }: { view: AvailabilityView }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const say = words.availability;
  const { seconds, target, members } = view;
  const percent = (ratio: number | null) => formatRatio(ratio, language, availabilityDecimals);
  const kind = target?.kind ?? 'none';
  const lasting = (s: number) => formatDuration(s * 1000, language);
  return (
    <tr data-testid="availability-row" data-name={view.name}>
      <th scope="row">
        <bdi>{subjectName(view, names, words, language)}</bdi>
        {members !== null && (
          <span class="sub">
            {say.members(formatNumber(members.n, language), formatNumber(members.expected, language))}
          </span>
        )}
      </th>
      <td class="figure">
        <strong>{percent(view.availabilityRatio)}</strong>
      </td>
      <td class="figure">
        {percent(view.coverageRatio)}
        {view.lowCoverage && <span class="flag">{say.lowCoverage}</span>}
      </td>
      <td class="figure">{percent(view.strictRatio)}</td>
      <td class="figure">{target === null ? '–' : percent(target.ratio)}</td>
      <td>
        <Verdict icon={verdictIcons[kind]} text={say.verdicts[kind]} />
      </td>
      <td class="figure">
        {lasting(seconds.downS)}
        {target !== null && <span class="sub">{say.allowed(formatNumber(target.allowedMinutes, language))}</span>}
      </td>
      <td class="figure wide">{lasting(seconds.unknownS)}</td>
      <td class="figure wide">{lasting(seconds.maintenanceS)}</td>
    </tr>
  );
}
