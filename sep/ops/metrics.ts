/** СЭП's numbers for Prometheus: counted while it works, or asked of the database when somebody looks. */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { contradictionKinds } from '../../core/contradiction.ts';
import type { Connection } from '../store/database.ts';
import type { SepCounters } from './counters.ts';

/** Seconds; a check has to be answered within three. */
const buckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 3, 10, 30, 60];

export interface Metrics {
  readonly counters: SepCounters;
  answered(route: string, outcome: string, tookMs: number): void;
  /** With what the database says at `now`. */
  read(connection: Connection, now: number): Promise<{ readonly type: string; readonly text: string }>;
}

type OpenRow = { readonly status: string; readonly count: number; readonly oldest: number | null };

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const counter = (name: string, help: string, labelNames: readonly string[]) =>
    new Counter({ name, help, labelNames: [...labelNames], registers });
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers });

  const requests = new Histogram({
    name: 'kassa_sep_request_seconds',
    help: 'Requests answered, by route and outcome (ok or the refusal’s code)',
    labelNames: ['route', 'outcome'],
    buckets,
    registers,
  });
  const events = counter('kassa_sep_events_total', 'Journal events received', ['kind']);
  const aside = counter('kassa_sep_set_aside_total', 'Kept aside for a person', ['kind']);
  const accepted = counter('kassa_sep_payments_accepted_total', 'Payments accepted', []);
  const stale = counter('kassa_sep_stale_epoch_total', 'Shipments refused for their old epoch', []);
  const asked = counter('kassa_sep_status_questions_total', 'Payers’ questions for a payment’s status', [
    'channel',
    'outcome',
  ]);
  const exchanges = new Histogram({
    name: 'kassa_sep_exchange_seconds',
    help: 'Words with operators, by provider, command, outcome and result code',
    labelNames: ['provider', 'command', 'outcome', 'result'],
    buckets,
    registers,
  });
  const payments = gauge('kassa_sep_payments', 'Payments by status', ['status']);
  const oldest = gauge('kassa_sep_status_age_seconds', 'Age of the oldest payment in a status', ['status']);
  const due = gauge('kassa_sep_due_payments', 'Payments that the dispatcher should look at now', []);
  const late = gauge('kassa_sep_due_age_seconds', 'How long the longest-waiting of them has been due', []);
  const unheard = gauge(
    'kassa_sep_unheard_payments',
    'Made from papers, waiting until tills know of them',
    [],
  );
  const unheardAge = gauge(
    'kassa_sep_unheard_age_seconds',
    'How long the longest-waiting of them has waited',
    [],
  );
  const contact = gauge('kassa_sep_contact_age_seconds', 'Since a workstation was last heard of', [
    'trade_point',
    'workstation',
  ]);
  const unsent = gauge('kassa_sep_unsent_payments', 'Conducted payments not sent, by its own word', [
    'trade_point',
    'workstation',
  ]);
  const unsettled = gauge('kassa_sep_unsettled', 'Waiting for a person', ['what']);

  const seconds = (ms: number) => Math.max(0, ms) / 1000;

  async function look(connection: Connection, now: number): Promise<void> {
    const [byStatus, [queue], [waiting], stations, [asides], [parked], [discrepancies], contradictions] =
      await Promise.all([
        connection.query<OpenRow>(
          'SELECT status, count(*) AS count, min(status_at) AS oldest FROM payment GROUP BY status',
        ),
        connection.query<{ count: number; oldest: number | null }>(
          'SELECT count(*) AS count, min(due_at) AS oldest FROM payment WHERE due_at <= $1',
          [now],
        ),
        connection.query<{ count: number; oldest: number | null }>(
          `SELECT count(*) AS count, min(status_at) AS oldest FROM payment
           WHERE waits_for IS NOT NULL AND status IN ('accepted', 'checking', 'forwarded')`,
        ),
        connection.query<{ trade_point: string; number: number; seen_at: number | null; unsent: number }>(
          'SELECT trade_point, number, seen_at, unsent FROM workstation WHERE revoked_at IS NULL',
        ),
        connection.query<{ count: number }>(
          'SELECT count(*) AS count FROM set_aside WHERE settled_at IS NULL',
        ),
        connection.query<{ count: number }>('SELECT count(*) AS count FROM parked'),
        connection.query<{ count: number }>(
          'SELECT count(*) AS count FROM discrepancy WHERE settled_at IS NULL',
        ),
        connection.query<{ kind: string; count: number }>(
          'SELECT kind, count(*) AS count FROM contradiction WHERE settled_at IS NULL GROUP BY kind',
        ),
      ]);
    for (const labelled of [payments, oldest, contact, unsent]) labelled.reset();
    for (const row of byStatus) {
      payments.set({ status: row.status }, row.count);
      oldest.set({ status: row.status }, seconds(now - (row.oldest ?? now)));
    }
    due.set(queue?.count ?? 0);
    late.set(seconds(now - (queue?.oldest ?? now)));
    unheard.set(waiting?.count ?? 0);
    unheardAge.set(seconds(now - (waiting?.oldest ?? now)));
    for (const { trade_point, number, seen_at, unsent: untold } of stations) {
      const labels = { trade_point, workstation: String(number) };
      if (seen_at !== null) contact.set(labels, seconds(now - seen_at));
      unsent.set(labels, untold);
    }
    unsettled.set({ what: 'set_aside' }, asides?.count ?? 0);
    unsettled.set({ what: 'parked' }, parked?.count ?? 0);
    unsettled.set({ what: 'discrepancies' }, discrepancies?.count ?? 0);
    for (const kind of contradictionKinds)
      unsettled.set(
        { what: `contradiction_${kind}` },
        contradictions.find((row) => row.kind === kind)?.count ?? 0,
      );
  }

  return {
    counters: {
      eventsAccepted: (count) => events.inc({ kind: 'new' }, count),
      eventsRepeated: (count) => events.inc({ kind: 'known' }, count),
      eventsParked: (count) => events.inc({ kind: 'parked' }, count),
      setAside: (kind) => aside.inc({ kind }),
      paymentsAccepted: (count) => accepted.inc(count),
      exchanged: ({ provider, command, outcome, resultCode, tookMs }) =>
        exchanges.observe({ provider, command, outcome, result: resultCode ?? '' }, tookMs / 1000),
      staleEpoch: () => stale.inc(),
      statusAsked: (channel, outcome) => asked.inc({ channel, outcome }),
    },
    answered: (route, outcome, tookMs) => requests.observe({ route, outcome }, tookMs / 1000),
    async read(connection, now) {
      await look(connection, now);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
