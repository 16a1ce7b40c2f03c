import type { Outcome } from '../directory/outcome.ts';
import type { RequestIdentity } from '../directory/request-identity.ts';
import { AppError } from '../errors.ts';
import type { RememberedAnswer, Store, StoredEvent } from '../store/store.ts';
import { Mailbox } from './Mailbox.ts';

/** What became of one command: the state after it, the events that led there, and the answer. A refusal has no events. */
export type Step<State, Answer> = { state: State; events: StoredEvent[]; answer: Outcome<Answer> };

export type WriterOptions<State, Command, Answer> = {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  /** What is stored, as a copy that may be changed. */
  load: () => Promise<State>;
  /** Judges one command and applies what was decided. Nothing of it counts until it is stored. */
  decide: (state: State, command: Command, now: number) => Step<State, Answer> | Promise<Step<State, Answer>>;
  /** Told once for each batch that changed something, when it is durable. */
  onStored: (state: State, events: StoredEvent[]) => void;
};

/** An answer that was given before to the same request says so. */
export type Reply<Answer> = { answer: Answer; replayed: boolean };

type Job<Command> = { command: Command; request: RequestIdentity | null; now: number };

/**
 * The write path of a room: commands in order, decided on what is stored, stored together, then shown and answered. An answer to
 * a request with an identity is stored with what it changed, so that it is given again and never made again.
 */
export class Writer<State, Command, Answer> {
  readonly #options: WriterOptions<State, Command, Answer>;
  readonly #mailbox = new Mailbox<Job<Command>, Outcome<Reply<Answer>>>((jobs) => this.#run(jobs));
  /** Null before the first load, and after a failed commit: then what is stored is loaded again. */
  #state: State | null = null;

  constructor(options: WriterOptions<State, Command, Answer>) {
    this.#options = options;
  }

  get busy(): boolean {
    return this.#mailbox.busy;
  }

  /** The stored state; for reading only, and until the next await. */
  async current(): Promise<State> {
    return (this.#state ??= await this.#options.load());
  }

  send(command: Command, request: RequestIdentity | null = null): Promise<Outcome<Reply<Answer>>> {
    return this.#mailbox.send({ command, request, now: this.#options.now() });
  }

  async #run(jobs: Job<Command>[]): Promise<Outcome<Reply<Answer>>[]> {
    try {
      return await this.#decideAndStore(jobs);
    } catch (error) {
      // What was decided is not stored: forget it. No later job was decided on it, because batches do not overlap.
      this.#state = null;
      throw error;
    }
  }

  async #decideAndStore(jobs: Job<Command>[]): Promise<Outcome<Reply<Answer>>[]> {
    const { store, decide, onStored } = this.#options;
    let state: State = await this.current();
    const remembered = await this.#recall(jobs);
    const events: StoredEvent[] = [];
    const answers: RememberedAnswer[] = [];
    const outcomes: Outcome<Reply<Answer>>[] = [];
    for (const { command, request, now } of jobs) {
      const known = request && remembered.get(request.id);
      if (known) {
        outcomes.push(replay(known, request));
        continue;
      }
      const step = await decide(state, command, now);
      state = step.state;
      events.push(...step.events);
      outcomes.push('ok' in step.answer ? { ok: { answer: step.answer.ok, replayed: false } } : step.answer);
      if (request && 'ok' in step.answer) {
        const answer = { ...request, at: now, answer: step.answer.ok };
        remembered.set(request.id, answer);
        answers.push(answer);
      }
    }
    if (events.length > 0 || answers.length > 0)
      await store.commit({ events, updates: [], announcements: [], answers });
    this.#state = state;
    if (events.length > 0) onStored(state, events);
    return outcomes;
  }

  async #recall(jobs: Job<Command>[]): Promise<Map<string, RememberedAnswer>> {
    const ids = jobs.flatMap(({ request }) => (request ? [request.id] : []));
    return ids.length > 0 ? this.#options.store.recall(ids) : new Map();
  }
}

function replay<Answer>(known: RememberedAnswer, request: RequestIdentity): Outcome<Reply<Answer>> {
  if (known.fingerprint !== request.fingerprint) return { refused: new AppError('idempotency_key_reused').toData() };
  return { ok: { answer: known.answer as Answer, replayed: true } };
}
