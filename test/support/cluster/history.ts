/** One attempt of a client. Times are in milliseconds of the test's own clock, which nothing sets. */
export type Call = {
  /** The name of the process that was asked. */
  process: string;
  what: string;
  sent: number;
  answered: number;
  answer: Answered | Lost;
};

export type Answered = { status: number; text: string; retryAfter: string | null };
/** No answer: the client gave up waiting, or the connection broke or was refused. */
export type Lost = { lost: 'timeout' | 'network' };

/** A write and all attempts to get it acknowledged, under one Idempotency-Key. */
export type Write = {
  key: string;
  what: string;
  /** What it changes, such as `world:301`. Null if that is not known, for example of a party whose creation was never acknowledged. */
  subject: string | null;
  /** Who joins or leaves. */
  player?: string;
  /** Text that the JSON of this write's effect contains, and no other. */
  mark: string | null;
  /** The place in the subject's order that an acknowledgement names. */
  placeIn: (body: Body) => number;
  calls: Call[];
};

export type Body = Partial<Record<string, unknown>>;

export type Outcome =
  | { type: 'acknowledged'; at: number; body: Body }
  /** Refused for good, by a rule. */
  | { type: 'refused'; at: number; kind: string }
  /** It may have been stored or not. */
  | { type: 'unknown' };

/** A time in which a process is not expected to answer, because it is down, suspended or being shut down. */
export type Absence = { process: string; from: number; to: number };

/** A timer of the test that was late, which says how busy the machine was: the servers had to wait, too. */
export type Lateness = { at: number; ms: number };

/** Milliseconds between two such timers. */
const TICK_MS = 50;

/** Everything that the clients of a run did and saw. */
export class History {
  readonly writes: Write[] = [];
  readonly reads: Call[] = [];
  readonly absences: Absence[] = [];
  readonly lateness: Lateness[] = [];
  readonly #ticks: NodeJS.Timeout;

  constructor() {
    let due = performance.now() + TICK_MS;
    this.#ticks = setInterval(() => {
      const at = performance.now();
      if (at - due > TICK_MS) this.lateness.push({ at, ms: at - due });
      due = at + TICK_MS;
    }, TICK_MS);
  }

  /** Nothing more is recorded. */
  end(): void {
    clearInterval(this.#ticks);
  }

  get calls(): Call[] {
    return [...this.writes.flatMap(({ calls }) => calls), ...this.reads];
  }

  /** Notes that the process is away; the result ends that. */
  away(process: string): () => void {
    const absence = { process, from: performance.now(), to: Infinity };
    this.absences.push(absence);
    return () => void (absence.to = performance.now());
  }
}

export function isAnswered(answer: Call['answer']): answer is Answered {
  return 'status' in answer;
}

/** Whether a client should send it again under the same key. */
export function isRetriable(answer: Call['answer']): boolean {
  return !isAnswered(answer) || answer.status >= 500 || bodyOf(answer) === null;
}

/** Null if it is not JSON, which no client can make sense of. */
export function bodyOf({ text }: Answered): Body | null {
  try {
    return JSON.parse(text) as Body;
  } catch {
    return null;
  }
}

export function outcomeOf({ calls }: Pick<Write, 'calls'>): Outcome {
  for (const { answer, answered: at } of calls) {
    const body = isAnswered(answer) && answer.status < 500 ? bodyOf(answer) : null;
    if (!isAnswered(answer) || body === null) continue;
    if (answer.status === 200) return { type: 'acknowledged', at, body };
    return { type: 'refused', at, kind: String(body['kind']) };
  }
  return { type: 'unknown' };
}
