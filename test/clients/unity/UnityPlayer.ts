import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Client, type Room } from '@colyseus/sdk';
import { until } from '../../support/app.ts';

/** What the client in C# said by itself. */
export type PlayerEvent = {
  event: string;
  value?: unknown;
  reason?: string | null;
  status?: string;
  kind?: string;
  message?: string;
  text?: string;
};

type Done = { value?: unknown; kind?: string; message?: string; status?: number; faults?: unknown };

type Question = { ask: number; what: string; arguments: Record<string, unknown> };

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

/**
 * The Unity package in a process of its own, compiled from its sources. Its Colyseus SDK is a surface that asks here for every socket, and
 * the JavaScript SDK has them: so the C# plays against a real server, and tests can cut its connections.
 */
export class UnityPlayer {
  readonly events: PlayerEvent[] = [];
  /** The paths that it posted to over the SDK, in order. */
  readonly posted: string[] = [];
  /** The requests that it made of rooms, in order. */
  readonly asked: { type: string; message: Record<string, unknown> }[] = [];
  /** Questions for sockets and HTTP that wait for their answers. */
  unanswered = 0;
  /** By the number that C# gave each. */
  readonly rooms = new Map<number, Room>();
  /** Milliseconds after joining from which a lost connection is made again by the SDK; 5 s in earnest. */
  minUptimeMs = 5_000;
  /** Whether every seat is gone when it is used, as one is that is used too late. */
  losesSeats = false;
  /** Where it is set, it is given each state that comes, and says when that arrives. */
  stateOnTheWay: ((arrive: () => void) => void) | undefined;
  /** Whether the lobby's word of a seat in a run gets lost. */
  hearsOfNoSeats = false;
  /** How many times entering a run by its id fails, as while a server restarts. */
  failingEntries = 0;
  /** Whether no socket can be had, as behind a proxy that lets none through. */
  hasNoSockets = false;
  readonly #process: ChildProcess;
  #isStopped = false;
  readonly #calls: ((done: Done) => void)[] = [];

  constructor(program: string) {
    this.#process = spawn('mono', ['--debug', program], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface(this.#process.stdout!).on('line', (line) => this.#hear(JSON.parse(line) as object));
  }

  /** Calls a method of MusterClient, or of its run where the name begins with `run.`. Rejects with PlayerError. */
  async call<T = unknown>(name: string, args: object = {}): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<Done>();
    this.#say({ call: this.#calls.push(resolve) - 1, name, arguments: args });
    const done = await promise;
    if (done.kind !== undefined) throw new PlayerError(done.kind, done.message ?? '', done.status ?? 0);
    return done.value as T;
  }

  async heard(event: string, test: (event: PlayerEvent) => unknown = () => true): Promise<PlayerEvent> {
    const found = () => this.events.findLast((said) => said.event === event && test(said));
    await until(found, `${event} after ${JSON.stringify(this.events.slice(-5))}`);
    return found()!;
  }

  /** The newest room of a name. */
  room(name: string): Room {
    return [...this.rooms.values()].findLast((room) => room.name === name)!;
  }

  /** What is wrong with the program itself. */
  faults(): PlayerEvent[] {
    return this.events.filter(({ event, kind }) => event === 'Fault' || kind === 'program_fault');
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const room of this.rooms.values()) {
      room.reconnection.enabled = false;
      if (room.connection.isOpen) room.connection.close();
    }
    this.#process.stdin!.end();
    if (this.#process.exitCode === null) await once(this.#process, 'close');
  }

  #say(line: object): void {
    if (this.#isStopped) return;
    this.#process.stdin!.write(`${JSON.stringify(line)}\n`);
  }

  #hear(line: object): void {
    if ('event' in line) this.events.push(line as PlayerEvent);
    else if ('done' in line) this.#calls[line.done as number]!(line as Done);
    else void this.#answer(line as Question);
  }

  async #answer({ ask, what, arguments: args }: Question): Promise<void> {
    this.unanswered += 1;
    try {
      this.#say({ answer: ask, ok: (await this.#do(what, args)) ?? null });
    } catch (error) {
      const { reason, code, message } = error as { reason?: unknown; code?: number; message: string };
      if (reason !== undefined) this.#say({ answer: ask, rejected: reason, faulted: false });
      else if (what === 'sit') this.#say({ answer: ask, code: code ?? 0, text: message });
      else this.#say({ answer: ask, text: message });
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
      return post(args as HttpArguments);
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
    room.reconnection.minUptime = this.minUptimeMs;
    this.rooms.set(number, room);
    const tell = (what: string, said: object) => this.#say({ room: number, what, ...said });
    room.onStateChange((state: { toJSON(): object }) => {
      const arrive = () => tell('state', { state: state.toJSON() });
      if (this.stateOnTheWay) this.stateOnTheWay(arrive);
      else arrive();
    });
    room.onMessage('*', (type, message: unknown) => {
      if (!(this.hearsOfNoSeats && type === 'session')) tell('message', { type, message });
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

/** As the SDK's HTTP client has it: 0 where nobody answers, and of an error only the text in `error`. */
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
