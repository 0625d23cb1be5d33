/** What the routes of figures ask for; the answer is already limited to what the viewer may see. */
import type { AvailabilityAnswer, AvailabilityScope } from '@thongsuot/contract/api-availability.ts';
import type { CapacityView, FailoverView } from '@thongsuot/contract/api-capacity.ts';
import type { Viewer } from './views.ts';

export interface AvailabilityQuestion {
  /** Unix epoch ms; widened to whole days of the province. */
  from: number;
  to: number;
  scope: AvailabilityScope;
  /** Whose links are counted; absent: everybody's, or the viewer's own. */
  operator?: string;
  name?: string;
}

export type ReportFormat = 'html' | 'csv' | 'json';

export interface ReportQuestion {
  from: number;
  to: number;
  format: ReportFormat;
  lang: 'vi' | 'en';
}

export interface ReportAnswer {
  contentType: string;
  fileName: string;
  body: string;
  /** SHA-256, hex, of the figures in canonical JSON. */
  sha256: string;
}

export interface FigureDesk {
  /** The least reserve first, links without one last. */
  capacity(viewer: Viewer): CapacityView[];
  /** Worst first. */
  failover(viewer: Viewer): FailoverView[];
  availability(viewer: Viewer, question: AvailabilityQuestion): Omit<AvailabilityAnswer, 'next'>;
  /** Undefined where nothing is kept of the period. */
  report(viewer: Viewer, question: ReportQuestion): ReportAnswer | undefined;
}
