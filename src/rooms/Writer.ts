import type { Replayable, RequestIdentity } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { requestContext } from '../observability/request-context.ts';
import type { Told } from '../projections/announcement.ts';
import type { Fence } from '../store/cluster.ts';
import type { Commit, RememberedAnswer, Store, StoredEvent } from '../store/store.ts';

/**
 * Milliseconds that a command waits for its batch or for the one before it. A database that does not answer a COMMIT may have carried it
 * out, and says so only once it is reachable again.
 */
const WAIT_MS_MAX = 2_500;

/** Seconds. About as long as a database takes to restart. */
const RETRY_AFTER_SECONDS = 5;

/** The outcome of one command: the new state, the events that led to it, what watchers are told, and the answer. */
export type Step<State, Answer> = Told & {
  state: State;
  events: StoredEvent[];
  answer: Answer;
  /** The act of an admin that the command carries out. */
  audit?: AuditEntry[];
};

/** Decides one command and applies its events to the state, which counts only once it is stored. Refuses with an AppError and no change. */
type Decide<State, Answer> = (state: State, now: number) => Step<State, Answer> | Promise<Step<State, Answer>>;

export type WriterOptions<State> = {
  store: Store;
  log: Log;
  /** Epoch milliseconds. */
  now: () => number;
  /** The room's right to write; null if there is only one process. */
  fence: Fence | null;
  /** Loads the stored state. The writer may change what it gets. */
  load: () => Promise<State>;
  /** Called once for each batch that changed something, when it is durable. */
  onStored: (state: State, events: StoredEvent[]) => void;
};

type Job<State> = {
  decide: Decide<State, unknown>;
  identity: RequestIdentity | null;
  /** When the command arrived. */
  now: number;
  resolve: (answer: unknown, replayed: boolean) => void;
  reject: (error: unknown) => void;
};

/**
 * The write path of a room. Commands are decided in order on the stored state, stored together, then shown and answered. Commands that
 * arrive while a batch is being stored form the next batch: no decision rests on a change that may still fail, and under load many
 * commands share one disk sync.
 */
export class Writer<State> {
  readonly #options: WriterOptions<State>;
  /** Null before the first load and after a failed commit, which makes the next batch load it again. */
  #state: State | null = null;
  #waiting: Job<State>[] = [];
  #running = false;

  constructor(options: WriterOptions<State>) {
    this.#options = options;
  }

  /** The stored state. Read only, and only until the next await. */
  async current(): Promise<State> {
    return (this.#state ??= await this.#options.load());
  }

  /**
   * Resolves with the step's answer when the step is durable and shown. Refuses what `decide` refuses, and `storage_unavailable`, whose
   * message says so if it is unknown whether the step was stored. Rule: [STORE-11].
   */
  run<Answer>(decide: Decide<State, Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#add(decide, null, (answer) => resolve(answer as Answer), reject);
    });
  }

  /**
   * Like `run`, but the answer to a request with an identity is stored with its changes, so that a retry gets the first answer and
   * changes nothing. Also refuses `idempotency_key_reused`.
   */
  runOnce<Answer extends object>(
    identity: RequestIdentity | null,
    decide: Decide<State, Answer>,
  ): Promise<Replayable<Answer>> {
    return new Promise((resolve, reject) => {
      const settle = (answer: unknown, replayed: boolean) =>
        resolve({ ...(answer as Answer), ...(replayed && { replayed }) });
      this.#add(decide, identity, settle, reject);
    });
  }

  #add(
    decide: Decide<State, unknown>,
    identity: RequestIdentity | null,
    resolve: Job<State>['resolve'],
    reject: Job<State>['reject'],
  ): void {
    this.#waiting.push({ decide, identity, now: this.#options.now(), resolve, reject });
    // A batch serves many requests, and so runs on behalf of none.
    if (!this.#running) requestContext.exit(() => void this.#runWaiting());
  }

  async #runWaiting(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const tooLong = setInterval(() => this.#giveUp(batch), WAIT_MS_MAX);
      try {
        const settle = await this.#store(batch);
        for (const each of settle) each();
      } catch (error) {
        // Nothing of the batch was stored, so drop the state. No later job was decided on it, because batches do not overlap.
        this.#state = null;
        for (const { reject } of batch) reject(error);
        // Those who waited for it would now wait for the same again.
        if (isUnavailable(error)) for (const { reject } of this.#waiting.splice(0)) reject(error);
      } finally {
        clearInterval(tooLong);
      }
    }
    this.#running = false;
  }

  /** Answers everybody who waits. The batch goes on: no later job may be decided before it is known what became of it. */
  #giveUp(batch: Job<State>[]): void {
    for (const { reject } of batch) reject(unavailable('It is unknown whether the change was stored.'));
    for (const { reject } of this.#waiting.splice(0)) reject(unavailable());
  }

  /** Returns the callbacks that answer the jobs. Rejects if nothing of the batch was stored. */
  async #store(batch: Job<State>[]): Promise<(() => void)[]> {
    const { store } = this.#options;
    let state: State = await this.current();
    const remembered = await this.#recall(batch);
    const { fence } = this.#options;
    const commit: Required<Commit> = { events: [], updates: [], announcements: [], answers: [], audit: [], fence };
    const settle: (() => void)[] = [];
    for (const { decide, identity, now, resolve, reject } of batch) {
      try {
        const known = identity && remembered.get(identity.id);
        if (known) {
          const answer = answerAgain(known, identity);
          settle.push(() => resolve(answer, true));
          continue;
        }
        const step = await decide(state, now);
        state = step.state;
        commit.events.push(...step.events);
        commit.updates.push(...step.updates);
        commit.announcements.push(...step.announcements);
        commit.audit.push(...(step.audit ?? []));
        if (identity) {
          const answer = { ...identity, at: now, answer: step.answer };
          remembered.set(identity.id, answer);
          commit.answers.push(answer);
        }
        settle.push(() => resolve(step.answer, false));
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        settle.push(() => reject(error));
      }
    }
    const { events, answers, audit } = commit;
    if (events.length + answers.length + audit.length > 0) await store.commit(commit);
    this.#state = state;
    if (commit.events.length > 0) this.#show(state, commit.events);
    return settle;
  }

  #show(state: State, events: StoredEvent[]): void {
    // A failed broadcast must not fail requests whose changes are stored.
    try {
      this.#options.onStored(state, events);
    } catch (error) {
      this.#options.log.error({ err: error }, 'a stored change could not be shown');
    }
  }

  async #recall(batch: Job<State>[]): Promise<Map<string, RememberedAnswer>> {
    const ids = batch.flatMap(({ identity }) => (identity ? [identity.id] : []));
    return ids.length > 0 ? this.#options.store.recall(ids) : new Map();
  }
}

function unavailable(message?: string): AppError {
  return new AppError('storage_unavailable', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.kind === 'storage_unavailable';
}

function answerAgain(known: RememberedAnswer, identity: RequestIdentity): unknown {
  if (known.fingerprint !== identity.fingerprint) throw new AppError('idempotency_key_reused');
  return known.answer;
}
