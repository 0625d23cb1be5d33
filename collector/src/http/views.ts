/** What the API's routes ask for; the picture answers, already limited to what the viewer may see. */
import type {
  AgentView,
  AlertView,
  EndpointDetail,
  EndpointView,
  FindingView,
  LinkView,
  Me,
  Overview,
  SeriesView,
  StreamEvents,
  UnitView,
} from '@thongsuot/contract/api.ts';

/** Who looks. An operator sees his own; the department and an administrator see all. */
export interface Viewer {
  role: 'operator' | 'department' | 'administrator';
  /** The operator of role `operator`; null for the others. */
  operator: string | null;
  name: string;
}

export interface Views {
  me(viewer: Viewer): Me;
  overview(viewer: Viewer): Overview;
  endpoints(viewer: Viewer): EndpointView[];
  /** Undefined when there is none, or none that the viewer may see. */
  endpoint(viewer: Viewer, id: string): EndpointDetail | undefined;
  links(viewer: Viewer): LinkView[];
  link(viewer: Viewer, operator: string, link: string): LinkView | undefined;
  series(
    viewer: Viewer,
    operator: string,
    link: string,
    from: number,
    to: number,
    points: number,
  ): Promise<SeriesView | undefined>;
  units(viewer: Viewer): UnitView[];
  alerts(viewer: Viewer, state: 'pending' | 'firing' | 'resolved' | undefined): AlertView[];
  findings(viewer: Viewer): FindingView[];
  agents(viewer: Viewer): AgentView[];
}

/** A change, as the stream sends it; made per viewer at its source. */
export type StreamEvent = { [K in keyof StreamEvents]: { event: K; data: StreamEvents[K] } }[keyof StreamEvents];

export interface ChangeFeed {
  /** Calls `send` for every change that the viewer may see, until the returned function is called. */
  subscribe(viewer: Viewer, send: (event: StreamEvent) => void): () => void;
}
