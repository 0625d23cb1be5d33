/** The report as a page to print: A4, the layout of Decree 30/2020/NĐ-CP, no resource from anywhere. Pure. */
import { figureRules } from '@thongsuot/contract/api-capacity.ts';
import type { ReportFigures } from './figures.ts';
import { printedMax } from './limits.ts';
import type { Names, Table } from './table.ts';
import { method, say } from './words.ts';
import { type Language, writtenDate, writtenTime } from './written.ts';

/** Text as it may stand in a page and in an attribute. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** Columns that the width of a page holds in its own type. */
const columnsMax = 8;

const style = `
@page { size: A4; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page); font: 13pt "Times New Roman", Tinos, serif; } }
@page :first { @top-center { content: none; } }
@media print { body { max-width: none; margin: 0; } }
body { font: 13pt "Times New Roman", Tinos, serif; color: #000; background: #fff; max-width: 180mm; margin: 10mm auto; }
h1, h2, h3 { font-size: 13pt; margin: 6pt 0; break-after: avoid; } h1 { text-align: center; font-size: 14pt; }
.head { width: 100%; border: 0; margin-bottom: 10pt; } .head td { border: 0; text-align: center; vertical-align: top; } .head td + td { white-space: nowrap; text-align: center; }
.under { display: inline-block; border-bottom: 1px solid #000; }
p { text-align: justify; margin: 4pt 0; orphans: 2; widows: 2; } .centre { text-align: center; } .warn { font-weight: bold; border: 1px solid #000; padding: 4pt; }
table { border-collapse: collapse; width: 100%; font-size: 10.5pt; margin: 4pt 0 8pt; }
th, td { border: 1px solid #000; padding: 2pt 4pt; text-align: left; overflow-wrap: break-word; } th { text-align: center; }
td:first-child { overflow-wrap: anywhere; min-width: 22mm; }
thead { display: table-header-group; } tr { break-inside: avoid; } td + td { text-align: right; } .plain td + td { text-align: left; }
table.wide { font-size: 8.5pt; } .wide th, .wide td { padding: 1pt 2pt; } .wide td:first-child { min-width: 26mm; }
.sign { break-inside: avoid; } code { font-size: 9pt; overflow-wrap: anywhere; }`;

export interface HtmlOptions {
  lang: Language;
  names: Names;
  /** As in the register. */
  province: string;
  sha256: string;
}

/** The whole page. The same figures, names and language give the same octets. */
export function reportHtml(figures: ReportFigures, tables: Record<string, Table>, options: HtmlOptions): string {
  const { lang, sha256 } = options;
  const { days, night } = figures;
  const text = (word: Parameters<typeof say>[0], values?: Record<string, string | number>) =>
    escaped(say(word, lang, values));
  const table = (id: string, plain = false) => tableHtml(tables[id], plain);
  /** Parts are numbered as they are printed, anew in each section; one without rows says so. */
  let place = 0;
  const section = (word: 's1' | 's2' | 's3' | 's4' | 's5' | 's6') => {
    place = 0;
    return `<h2>${text(word)}</h2>`;
  };
  const part = (head: string, body: string) => {
    place += 1;
    return `<h3>${place}. ${head}</h3>\n${body === '' ? `<p>${text('none')}</p>` : body}\n`;
  };
  const missing = days.expected - days.over;
  const { before, drills } = figures;
  const own = figures.operator !== 'all';
  const reporter = own ? options.names.operator(figures.operator) : say('reporterProvince', lang);
  const printed = Math.min(printedMax, figures.incidents.length);
  return `<!doctype html>
<html lang="${lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text('report')} ${escaped(figures.from)} – ${escaped(figures.to)}</title><style>${style}</style></head>
<body>
${headHtml(figures, options)}
<h1>${text('report')}<br>${text('title')}</h1>
<p class="centre"><em>(${text('period', { from: writtenDate(figures.from, lang), to: writtenDate(figures.to, lang) })})</em></p>
<p class="centre"><strong>${text(own ? 'addresseeOwn' : 'addressee', { province: bareProvince(options.province) })}</strong></p>
<p>${text('basis', { reporter })}</p>
${days.open.length > 0 ? `<p class="warn">${text('provisional', { n: days.open.length, days: days.open.map((day) => writtenDate(day, lang)).join(', ') })}</p>` : ''}
<p>${text('closed', { n: days.closed, expected: days.expected, revision: days.revision })} ${missing > 0 ? text('missing', { n: missing }) : ''} ${text('measured')}</p>
${section('s1')}
${part(text(figures.province === null ? 'own' : 'province'), table('overall'))}${part(text('classes'), table('classes'))}${figures.province === null ? '' : part(text('operators'), table('operators'))}${part(text('areas'), table('areas'))}${part(text('worst', { n: figures.worstEndpoints.length, all: figures.endpoints }), table('worstEndpoints'))}
${before === null ? `<p>${text('noComparison')}</p>` : part(text('comparison', { from: writtenDate(before.from, lang), to: writtenDate(before.to, lang), n: before.days, incidents: before.incidents, now: figures.incidents.length }), table('comparison'))}
${section('s2')}
${
  night === null
    ? `<p>${text('noNight')}</p>`
    : `<p>${text('asOf', { at: writtenTime(night.at, lang) })}</p>
${part(text('worstLinks', { n: night.worstLinks.length, all: night.links, unknown: night.linksUnknown }), table('worstLinks', true))}${part(text('failover', night.groupsByKind), table('failover', true))}`
}
${section('s3')}
${night === null ? `<p>${text('noNight')}</p>` : `<p>${text('units', night.unitsByReadiness)}</p>\n${table('units', true)}`}
${drills.length === 0 ? `<p>${text('noDrills')}</p>` : part(text('drillsHead', { n: drills.length, passed: drills.filter(({ result }) => result === 'passed').length }), table('drills', true))}
${section('s4')}
<p>${text('incidentCount', { n: figures.incidents.length })} ${printed < figures.incidents.length ? text('printed', { n: printed }) : ''}</p>
${table('incidents', true)}
${part(text('restoration'), table('restoration'))}
<p>${figures.orderViolations.length === 0 ? text('noViolations') : text('violations', { n: figures.orderViolations.length })}</p>
${table('violations', true)}
${figures.duty === null ? `<p>${text('noRoster')}</p>` : part(text('dutyHead'), table('duty', true))}
${section('s5')}
${table('thresholds', true)}
${section('s6')}
${[...method, ...Object.values(figureRules)].map((one) => `<p>- ${escaped(one[lang])}</p>`).join('\n')}
<p>${text('hash')}: <code>${escaped(sha256)}</code>./.</p>
<table class="head sign"><tr><td style="text-align:left"><strong><em>${text('recipients')}</em></strong><br>- ……;<br>${text('archive')}</td><td><strong>${text('sign')}</strong><br><em>${text('signHow')}</em><br><br><br><br></td></tr></table>
</body>
</html>
`;
}

/** The province without the word that the report's own sentences put before it: `Tỉnh Gia Lai` is `Gia Lai`. */
const bareProvince = (name: string): string => name.replace(/^(tỉnh|province of)\s+|\s+province$/giu, '');

function headHtml(figures: ReportFigures, { lang, names, province }: HtmlOptions): string {
  const word = (name: Parameters<typeof say>[0]) => escaped(say(name, lang));
  const upper = (text: string) => escaped(text.toLocaleUpperCase('vi'));
  const bare = bareProvince(province);
  const [parent, self] =
    figures.operator === 'all'
      ? [`${word('people')} ${upper(bare)}`, word('unit')]
      : [word('enterprise'), upper(names.operator(figures.operator))];
  return `<table class="head"><tr><td>${parent}<br><strong class="under">${self}</strong><br>${word('number')}</td><td><strong>${word('motto1')}</strong><br><strong class="under">${word('motto2')}</strong><br><em>${escaped(bare)}, ${word('date')}</em></td></tr></table>`;
}

function tableHtml(table: Table | undefined, plain: boolean): string {
  if (table === undefined || table.rows.length === 0) return '';
  const heads = table.heads.map((head) => `<th scope="col">${escaped(head)}</th>`).join('');
  const rows = table.rows.map(
    (row) => `<tr>${row.map((one) => `<td>${escaped(one).replaceAll(' %', '\u00a0%')}</td>`).join('')}</tr>`,
  );
  // So many columns fit the width of A4 in small type only; what does not fit is cut off on paper.
  const shape = [...(plain ? ['plain'] : []), ...(table.heads.length > columnsMax ? ['wide'] : [])].join(' ');
  return `<table${shape === '' ? '' : ` class="${shape}"`}><thead><tr>${heads}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}
