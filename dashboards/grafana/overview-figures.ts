/** The figures at the head of the province's and the reserve's pages: the same query, the same colours. Pure. */
import { influx } from './influx.ts';
import { reserveThresholds } from './link-table.ts';
import { colours, countUnit, figure, type PanelOptions, ratioUnit, thresholds } from './panels.ts';
import { overNewest, type Scope } from './queries.ts';
import type { Language, PanelText } from './words.ts';

/** The newest point of each endpoint, of `whose`. */
export const endpointsOf: Scope<'endpoint'> = { measurement: 'endpoint', whose: true };

type Place = Pick<PanelOptions, 'id' | 'at'>;

export const texts = {
  worst: {
    title: { vi: 'Dự phòng thấp nhất', en: 'Least reserve' },
    description: {
      vi: 'Dự phòng thấp nhất của mọi điểm phục vụ: phần dung lượng còn lại, chiều xấu hơn, của tuyến chính.',
      en: 'The least reserve of all endpoints: what is left of a primary path’s capacity, the worse direction.',
    },
  },
  isolated: {
    title: { vi: 'Điểm bị cô lập', en: 'Endpoints isolated' },
    description: {
      vi: 'Số điểm phục vụ mà mọi tuyến đều mất liên lạc, tính chung các doanh nghiệp.',
      en: 'Endpoints all of whose paths are down, of all operators together.',
    },
  },
  onBackup: {
    title: { vi: 'Điểm đang chạy dự phòng', en: 'Endpoints on backup' },
    description: {
      vi: 'Số điểm phục vụ mất hết tuyến chính, đang chạy trên tuyến dự phòng.',
      en: 'Endpoints with no primary path up that run on a backup.',
    },
  },
} as const satisfies Record<string, PanelText>;

export const worstReserve = (language: Language, place: Place) =>
  figure(language, {
    ...place,
    text: texts.worst,
    unit: ratioUnit,
    targets: [influx('A', overNewest(endpointsOf, 'min', 'worst_reserve_ratio', ['endpoint']), 'time_series')],
  }).thresholds(reserveThresholds());

export const isolatedCount = (language: Language, place: Place) =>
  figure(language, {
    ...place,
    text: texts.isolated,
    unit: countUnit,
    targets: [influx('A', overNewest(endpointsOf, 'sum', 'isolated', ['endpoint']), 'time_series')],
  }).thresholds(anyIs(colours.critical));

export const onBackupCount = (language: Language, place: Place) =>
  figure(language, {
    ...place,
    text: texts.onBackup,
    unit: countUnit,
    targets: [influx('A', overNewest(endpointsOf, 'sum', 'on_backup', ['endpoint']), 'time_series')],
  }).thresholds(anyIs(colours.warning));

/** None is good; one is of that colour. */
export const anyIs = (colour: string) =>
  thresholds([
    [null, colours.ok],
    [1, colour],
  ]);
