/** What the collector measures of its messages, for `/metrics`. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { NotifyFigures } from './notify/notifier.ts';

export function installNotifyMetrics(registry: Registry, read: () => NotifyFigures): void {
  const registers = [registry];
  new Gauge({
    name: 'thongsuot_collector_notify_waiting',
    help: 'Transitions that a receiver has not taken',
    labelNames: ['receiver'],
    registers,
    collect() {
      this.reset();
      for (const { id, waiting } of read().receivers) this.set({ receiver: id }, waiting);
    },
  });
  new Gauge({
    name: 'thongsuot_collector_notify_oldest_age_seconds',
    help: 'Age of the oldest transition that a receiver has not taken; 0 when none waits',
    labelNames: ['receiver'],
    registers,
    collect() {
      this.reset();
      for (const { id, oldestAgeS } of read().receivers) this.set({ receiver: id }, oldestAgeS);
    },
  });
  new Counter({
    name: 'thongsuot_collector_notify_messages_total',
    help: 'Messages by receiver and outcome: sent; failed, to be sent again; refused',
    labelNames: ['receiver', 'outcome'],
    registers,
    collect() {
      this.reset();
      for (const { id, sent, failed, refused } of read().receivers) {
        this.inc({ receiver: id, outcome: 'sent' }, sent);
        this.inc({ receiver: id, outcome: 'failed' }, failed);
        this.inc({ receiver: id, outcome: 'refused' }, refused);
      }
    },
  });
  new Counter({
    name: 'thongsuot_collector_notify_dropped_total',
    help: 'Transitions given up because too many waited for a receiver; it is told how many',
    labelNames: ['receiver'],
    registers,
    collect() {
      this.reset();
      for (const { id, dropped } of read().receivers) this.inc({ receiver: id }, dropped);
    },
  });
  new Counter({
    name: 'thongsuot_collector_heartbeat_total',
    help: 'Heartbeats by outcome: answered, failed',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      const { heartbeat } = read();
      if (heartbeat === null) return;
      this.inc({ outcome: 'answered' }, heartbeat.beats);
      this.inc({ outcome: 'failed' }, heartbeat.failures);
    },
  });
}
