import type { ZoneRequest, ZoneView } from '@thongsuot/contract/api-duty.ts';
import { useMemo, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { browserRandom, createIds } from '../form/client-id.ts';
import { Choice, Form, NoteField, TextField } from '../form/fields.tsx';
import { PeriodFields, usePeriod } from '../form/period.tsx';
import { useSubmit } from '../form/submit.ts';
import { formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { areaName } from '../names.ts';
import { post } from '../request.ts';
import { plainSentence } from '../text.ts';
import { EndButton } from './end-button.tsx';
import { When } from './since.tsx';
import { Verdict } from './state.tsx';

const icons = { declared: 'backup', inForce: 'critical', over: 'ok' } as const;
/** Two weeks: the quarantine of 2020. */
const zoneLengthMs = 14 * 86_400_000;

export interface ZonesProps {
  zones: readonly ZoneView[];
  onChange(): void;
}

/** Areas raised to priority 1 by an order; the department declares and ends them. */
export function Zones({ zones, onChange }: ZonesProps) {
  const { words, language } = useWords();
  const { names, session } = useSteady();
  const [open, setOpen] = useState(false);
  const mayDeclare = names.me.role !== 'operator';
  const when = (at: number) => formatWhen(at, language, session.now());
  return (
    <section class="panel" aria-labelledby="zones-title">
      <div class="panel-head">
        <h2 id="zones-title">{words.duty.zones}</h2>
        {mayDeclare && !open && (
          <button type="button" data-testid="declare" onClick={() => setOpen(true)}>
            {words.duty.declare}
          </button>
        )}
      </div>
      {open ? (
        <ZoneForm
          onCancel={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onChange();
          }}
        />
      ) : (
        <p class="footnote">
          {words.duty.zonesExplain} {!mayDeclare && words.duty.departmentOnly}
        </p>
      )}
      {zones.length === 0 && <p class="empty">{words.duty.noZones}</p>}
      <ul class="list">
        {zones.map((zone) => {
          const name = areaName(names, zone.area, language) ?? zone.area;
          return (
            <li class="item" key={zone.id} data-testid="zone-row" data-phase={zone.phase}>
              <div class="item-head">
                <Verdict icon={icons[zone.phase]} text={words.duty.zonePhases[zone.phase]} />
                <h3>
                  <bdi>{name}</bdi>
                </h3>
              </div>
              <p class="sub">
                <span>
                  <When at={zone.from} /> – <When at={zone.to} />
                </span>
                <span>
                  {words.duty.order} <bdi>{plainSentence(zone.order)}</bdi>
                </span>
                <span>{words.duty.by(plainSentence(zone.by), when(zone.declaredAt))}</span>
                {zone.ended !== null && (
                  <span>{words.duty.endedBy(plainSentence(zone.ended.by), when(zone.ended.at))}</span>
                )}
              </p>
              {zone.note !== undefined && zone.note !== '' && (
                <p class="summary" dir="auto">
                  {plainSentence(zone.note)}
                </p>
              )}
              {mayDeclare && zone.phase !== 'over' && (
                <EndButton
                  verb={words.duty.end}
                  label={`${words.duty.end}: ${name}`}
                  path={`/v1/zones/${encodeURIComponent(zone.id)}/end`}
                  onDone={onChange}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function ZoneForm({ onDone, onCancel }: { onDone(): void; onCancel(): void }) {
  const { words, language } = useWords();
  const { names, session } = useSteady();
  const [area, setArea] = useState(names.me.areas[0]?.id ?? '');
  const [order, setOrder] = useState('');
  const [note, setNote] = useState('');
  const period = usePeriod(session.now(), zoneLengthMs);
  const idOf = useMemo(() => createIds('vung', browserRandom), []);
  const { sending, submit } = useSubmit(() => {
    const body = {
      area,
      from: period.range?.from ?? 0,
      to: period.range?.to ?? 0,
      order: order.trim(),
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    const request: ZoneRequest = { id: idOf(body), ...body };
    return post<ZoneView>('/v1/zones', request);
  }, onDone);
  const send = (event: Event) => (period.range === null ? event.preventDefault() : submit(event));
  return (
    <Form label={words.duty.declare} sending={sending} verb={words.duty.declare} submit={send} onCancel={onCancel}>
      <div class="form-row">
        <Choice
          label={words.duty.area}
          value={area}
          options={names.me.areas.map(({ id }) => [id, areaName(names, id, language) ?? id] as const)}
          onChange={setArea}
        />
        <TextField
          label={words.duty.order}
          hint={words.duty.orderHint}
          value={order}
          lengthMax={200}
          onChange={setOrder}
        />
      </div>
      <PeriodFields period={period} />
      <NoteField label={words.form.note} value={note} onChange={setNote} />
    </Form>
  );
}
