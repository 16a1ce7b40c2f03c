import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { ServerCounts } from './counts.ts';

/** Seconds. A sync to a good disk takes half a millisecond; the longest that a request may wait for the store is 3 s. */
const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const REQUEST_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Up to the store's bound on one transaction. */
const BATCH_BUCKETS = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Close codes that the WebSocket library or the network gives. Others are a client's own invention, and counted as `other`. */
const STANDARD_CLOSE_CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011];

/** What can become of an attempt to deliver a webhook. `held`: the receiver asked to wait; `aborted`: by a shutdown. */
export const ATTEMPT_RESULTS = ['delivered', 'retried', 'held', 'given_up', 'gone', 'aborted'] as const;

/** What Node and the operating system tell of the process: made once, because each would watch the event loop and the garbage collector. */
let ofProcess: Registry | undefined;

function processRegistry(): Registry {
  if (ofProcess) return ofProcess;
  ofProcess = new Registry();
  collectDefaultMetrics({ register: ofProcess });
  return ofProcess;
}

/**
 * What one server counts, for Prometheus. Labels have few values each: kinds, room names and patterns of addresses, but nothing that a
 * client can make up. Rule: [OPS-1]. Counters are raised where things happen; gauges are filled in when somebody reads.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #closeCodes: ReadonlySet<number>;

  readonly reports = this.#counter(
    'muster_reports_total',
    'Reports that reached their world, by what became of them.',
    ['result'],
  );
  readonly refusals = this.#counter(
    'muster_refusals_total',
    'Refused requests, by kind of error and pattern of the address. Joins of rooms are refused at /matchmake/:method/:target, `upgrade` and `room`.',
    ['route', 'kind'],
  );
  readonly faults = this.#counter(
    'muster_faults_total',
    'Calls that failed because of a fault of the server itself.',
    [],
  );
  readonly webhookDeliveries = this.#counter(
    'muster_webhook_deliveries_total',
    'Attempts to deliver a webhook, by result.',
    ['result'],
  );
  readonly storeErrors = this.#counter(
    'muster_store_errors_total',
    'Reads and writes that failed because of the disk or the database.',
    ['operation'],
  );
  readonly commitSeconds = this.#histogram(
    'muster_commit_seconds',
    'Seconds until a transaction was durable or had failed.',
    COMMIT_BUCKETS,
  );
  readonly commitBatchSize = this.#histogram(
    'muster_commit_batch_size',
    'Changes that one transaction stored together.',
    BATCH_BUCKETS,
  );
  readonly requests = this.#counter(
    'muster_http_requests_total',
    'HTTP requests, by method, pattern of the address, and status: `aborted` if the client went away.',
    ['method', 'route', 'status'],
  );
  readonly requestSeconds = this.#histogram(
    'muster_http_request_seconds',
    'Seconds from the head of an HTTP request to the end of its answer.',
    REQUEST_BUCKETS,
    ['route'],
  );
  readonly #updatesCloses = this.#counter('muster_updates_closes_total', 'Closed sockets of /updates, by close code.', [
    'code',
  ]);

  readonly #dropParties = this.#gauge('muster_drop_parties', 'Running drop parties.');
  readonly #dungeonParties = this.#gauge('muster_dungeon_parties', 'Dungeon parties in all lobbies.');
  readonly #sessions = this.#gauge('muster_sessions', 'Open sessions, by status.', ['status']);
  readonly #rooms = this.#gauge('muster_rooms', 'Rooms, by name.', ['name']);
  readonly #clients = this.#gauge('muster_room_clients', 'Clients in rooms, by name of the room.', ['name']);
  readonly #sockets = this.#gauge('muster_updates_sockets', 'Open sockets of /updates.');
  readonly #topics = this.#gauge('muster_updates_topics', 'Topics of /updates that somebody watches.');
  readonly #draining = this.#gauge('muster_draining', '1 while the server shuts down.');

  /** `closeCodes` are those that our own /updates closes with. */
  constructor({ version, closeCodes }: { version: string; closeCodes: readonly number[] }) {
    this.#closeCodes = new Set([...STANDARD_CLOSE_CODES, ...closeCodes]);
    this.#beginAtZero();
    this.#gauge('muster_build_info', 'Always 1; the label says which version runs.', ['version']).set({ version }, 1);
  }

  updatesClosed(code: number): void {
    this.#updatesCloses.inc({ code: this.#closeCodes.has(code) ? code : 'other' });
  }

  /** The text that Prometheus reads, and its type. */
  async exposition(counts: ServerCounts): Promise<{ text: string; contentType: string }> {
    this.#show(counts);
    const all = Registry.merge([processRegistry(), this.#registry]);
    return { text: await all.metrics(), contentType: all.contentType };
  }

  /** Prometheus sees no increase in a series that begins with its first event. */
  #beginAtZero(): void {
    for (const operation of ['read', 'write']) this.storeErrors.inc({ operation }, 0);
    for (const result of ATTEMPT_RESULTS) this.webhookDeliveries.inc({ result }, 0);
    for (const code of [...this.#closeCodes, 'other']) this.#updatesCloses.inc({ code }, 0);
  }

  #show(counts: ServerCounts): void {
    this.#dropParties.set(counts.drop_parties);
    this.#dungeonParties.set(counts.dungeon_parties);
    for (const [status, count] of Object.entries(counts.sessions)) this.#sessions.set({ status }, count);
    for (const [name, { rooms, clients }] of Object.entries(counts.rooms)) {
      this.#rooms.set({ name }, rooms);
      this.#clients.set({ name }, clients);
    }
    this.#sockets.set(counts.updates.sockets);
    this.#topics.set(counts.updates.topics);
    this.#draining.set(Number(counts.draining));
  }

  #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge<Label extends string = never>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> {
    return new Gauge({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram<Label extends string = never>(
    name: string,
    help: string,
    buckets: number[],
    labelNames: Label[] = [],
  ): Histogram<Label> {
    return new Histogram({ name, help, buckets, labelNames, registers: [this.#registry] });
  }
}
