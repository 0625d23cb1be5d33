/** Starts the board in the browser: the one place that gives it its clock, its network and its chance. */
import { render } from 'preact';
import { readProvince } from './api.ts';
import { App } from './app.tsx';
import { startSession } from './session.ts';
import { createStore } from './store.ts';
import type { Source } from './stream.ts';
import 'uplot/dist/uPlot.min.css';
import './style/base.css';
import './style/head.css';
import './style/stream.css';
import './style/page.css';
import './style/verdicts.css';
import './style/tables.css';
import './style/lists.css';
import './style/forms.css';
import './style/map.css';
import './style/chart.css';
import './style/sign-in.css';
import './style/wall.css';

const store = createStore();
const session = startSession(
  {
    read: readProvince,
    open: () => new EventSource('/v1/stream') as Source,
    monotonicMs: () => performance.now(),
    wallMs: () => Date.now(),
    random: () => Math.random(),
  },
  store,
);
const root = document.getElementById('board');
if (root !== null) render(<App session={session} store={store} />, root);
