import { Client, type Room } from '@colyseus/sdk';
import type { LineProgram } from '../LineProgram.ts';

/** An event of the C# client. */
export type PlayerEvent = {
  event: string;
  value?: unknown;
  reason?: string | null;
  status?: string;
  kind?: string;
  message?: string;
  text?: string;
};

type Answer = { value?: unknown; kind?: string; message?: string; status?: number };

type Question = { ask: number; what: string; arguments: Record<string, unknown> };

/** How long a test waits for an event. */
const EVENT_MS_MAX = 30_000;

/** A MusterException, as C# threw it. */
export class PlayerError extends Error {
  readonly kind: string;
  readonly status: number;
  constructor(kind: string, message: string, status: number) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

/** Players by their numbers in the program. */
const players = new Map<number, UnityPlayer>();
let made = 0;

/** Passes a line of the program on to its player. */
export function hearPlayer(line: object): void {
  players.get((line as { player: number }).player)?.hear(line);
}

/**
 * One player of the Unity package, which runs in Mono. The surface in place of the Colyseus SDK asks here for every socket, which the
 * JavaScript SDK opens. So the C# code plays on a real server, and tests can cut its connections.
 */
export class UnityPlayer {
  readonly events: PlayerEvent[] = [];
  /** The paths of its HTTP requests over the SDK, in order. */
  readonly posted: string[] = [];
  /** Its requests to rooms, in order. */
  readonly asked: { type: string; message: Record<string, unknown> }[] = [];
  /** How many of its questions about sockets and HTTP are open. */
  unanswered = 0;
  /** By their numbers in C#. */
  readonly rooms = new Map<number, Room>();
  /** Milliseconds after joining before which the SDK does not reconnect by itself; 5 s in a game. */
  minUptimeMs = 5_000;
  /** Every seat has expired when it is used. */
  losesSeats = false;
  /** If it is set, a state arrives only when this calls `arrive`. */
  stateOnTheWay: ((arrive: () => void) => void) | undefined;
  /** The lobby's messages about seats in sessions get lost. */
  losesSeatMessages = false;
  /** How many times entering a session by its id fails, as during a restart of the server. */
  failingEntries = 0;
  /** No socket can be opened, as behind a proxy that blocks them. */
  hasNoSockets = false;
  /** What tries to connect wait for. */
  canConnect: Promise<unknown> = Promise.resolve();
  readonly #number = ++made;
  readonly #program: LineProgram;
  #isStopped = false;
  #nextEvent = Promise.withResolvers<void>();

  constructor(program: LineProgram) {
    this.#program = program;
    players.set(this.#number, this);
  }

  /** Calls a method of MusterClient, or of its MusterRun where the name begins with `run.`. Rejects with PlayerError. */
  async call<T = unknown>(name: string, args: object = {}): Promise<T> {
    const answer = await this.#program.ask<Answer>({ player: this.#number, name, arguments: args });
    if (answer.kind !== undefined) throw new PlayerError(answer.kind, answer.message ?? '', answer.status ?? 0);
    return answer.value as T;
  }

  /** Resolves with the last such event, as soon as there is one. */
  async heard(event: string, test: (event: PlayerEvent) => unknown = () => true): Promise<PlayerEvent> {
    const found = () => this.events.findLast((said) => said.event === event && test(said));
    await this.eventually(found, event);
    return found()!;
  }

  /** Resolves when `condition` holds. It is checked at each new event. */
  async eventually(condition: () => unknown, what: string): Promise<void> {
    const late = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => late.resolve('late'), EVENT_MS_MAX);
    try {
      while (!condition()) {
        if ((await Promise.race([this.#nextEvent.promise, late.promise])) !== 'late') continue;
        throw new Error(`not within 30 s: ${what}, after ${JSON.stringify(this.events.slice(-5))}`);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The newest room of that name. */
  room(name: string): Room {
    return [...this.rooms.values()].findLast((room) => room.name === name)!;
  }

  /** Exceptions that the package should not throw. */
  faults(): PlayerEvent[] {
    return this.events.filter(({ event, kind }) => event === 'Fault' || kind === 'program_fault');
  }

  /** Ends the player like a game that is closed: its sockets are lost, and its later messages are ignored. */
  stop(): void {
    this.#say({ end: true });
    this.#isStopped = true;
    players.delete(this.#number);
    for (const room of this.rooms.values()) {
      room.reconnection.enabled = false;
      if (room.connection.isOpen) room.connection.close();
    }
  }

  /** An event, or a question. */
  hear(line: object): void {
    if (!('event' in line)) return void this.#answer(line as Question);
    this.events.push(line as PlayerEvent);
    this.#nextEvent.resolve();
    this.#nextEvent = Promise.withResolvers<void>();
  }

  #say(line: object): void {
    if (!this.#isStopped) this.#program.say({ player: this.#number, ...line });
  }

  async #answer({ ask, what, arguments: args }: Question): Promise<void> {
    this.unanswered += 1;
    try {
      this.#say({ answer: ask, ok: (await this.#do(what, args)) ?? null });
    } catch (error) {
      const { reason, code, message } = error as { reason?: unknown; code?: number; message: string };
      if (reason !== undefined) this.#say({ answer: ask, rejected: reason, faulted: false });
      else if (what === 'sit') this.#say({ answer: ask, code: code ?? 0, text: message });
      // The surface fails requests itself when the connection closes.
      else if (what !== 'request') this.#say({ answer: ask, text: message });
    } finally {
      this.unanswered -= 1;
    }
  }

  #do(what: string, args: Record<string, unknown>): unknown {
    if (what === 'http') {
      const { path } = args as HttpArguments;
      this.posted.push(path);
      if (path.startsWith('matchmake/joinById/') && this.failingEntries-- > 0)
        return { status: 502, error: 'Bad Gateway' };
      return this.canConnect.then(() => post(args as HttpArguments));
    }
    if (what === 'sit') return this.#sit(args as SitArguments);
    const { room: number, type, message, consented } = args as RoomArguments;
    const room = this.rooms.get(number)!;
    room.reconnection.enabled = args.reconnects as boolean;
    if (what === 'leave') return void room.leave(consented);
    if (what === 'send') return room.send(type, message);
    this.asked.push({ type, message });
    return room.request(type, message);
  }

  async #sit({ room: number, endpoint, seat }: SitArguments): Promise<void> {
    if (this.hasNoSockets) throw new Error('Unable to connect to the remote server');
    const used = this.losesSeats ? { ...seat, sessionId: 'gone' } : seat;
    const room = (await new Client(endpoint).consumeSeatReservation(used as never)) as unknown as Room;
    // The SDK's own limit of 5 s between its tries would only make tests longer.
    Object.assign(room.reconnection, { minUptime: this.minUptimeMs, maxDelay: 100, maxRetries: Infinity });
    const { connection } = room;
    const reconnect = connection.reconnect.bind(connection);
    connection.reconnect = (...options) => void this.canConnect.then(() => reconnect(...options));
    this.rooms.set(number, room);
    const tell = (what: string, said: object) => this.#say({ room: number, what, ...said });
    room.onStateChange((state: { toJSON(): object }) => {
      const arrive = () => tell('state', { state: state.toJSON() });
      if (this.stateOnTheWay) this.stateOnTheWay(arrive);
      else arrive();
    });
    room.onMessage('*', (type, message: unknown) => {
      if (!(this.losesSeatMessages && type === 'session')) tell('message', { type, message });
    });
    room.onDrop((code) => tell('drop', { code }));
    room.onReconnect(() => tell('reconnect', {}));
    room.onLeave((code) => tell('leave', { code }));
    room.onError((code, text) => tell('error', { code, text }));
  }
}

type HttpArguments = { endpoint: string; path: string; body: object; token: string | null };
type SitArguments = { room: number; endpoint: string; seat: object };
type RoomArguments = { room: number; type: string; message: Record<string, unknown>; consented: boolean };

/** Like the SDK's HTTP client: status 0 if nothing answers, and only the `error` of an error's body. */
async function post({ endpoint, path, body, token }: HttpArguments): Promise<object> {
  const url = `${endpoint.replace(/^ws/, 'http')}/${path}`;
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }).catch(() => null);
  if (!response) return { status: 0, error: 'Cannot connect to destination host' };
  const text = await response.text();
  if (response.ok) return { status: response.status, body: JSON.parse(text) as object };
  return { status: response.status, error: errorIn(text) ?? `HTTP/1.1 ${response.status} ${response.statusText}` };
}

function errorIn(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: string }).error;
  } catch {
    return undefined;
  }
}
