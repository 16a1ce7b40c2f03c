import { type Client, ClientState, Room, SchemaSerializer, ServerError, type Serializer } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import { type Outcome, refusalOf } from '../directory/outcome.ts';
import type { RoomKey } from '../directory/room-keys.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../observability/log.ts';
import { CopyingSerializer } from './CopyingSerializer.ts';

/** Milliseconds between two patches of a room under load. A lone change is sent at once. */
const PATCH_INTERVAL_MIN_MS = 16;

/** Milliseconds: the resolution of `clock`, which patches do not drive here. */
const CLOCK_TICK_MS = 100;

/** Milliseconds a client may take to acknowledge its join; until then every message to it is kept in memory. */
const JOIN_ACK_MS = 10_000;

/** Seconds between a seat's reservation and its use. A room cannot shut down while a seat is waiting. */
const SEAT_SECONDS = 5;

/** Clients a room takes: what a process can serve, and an end to somebody opening sockets. */
const CLIENTS_MAX = 10_000;

/** Messages a client may send in a second: a game sends a few. */
const MESSAGES_PER_SECOND_MAX = 20;

/** Close codes of ours, 4100..4199, each with a reason of under 100 bytes: the frame holds 123. */
const CLOSE_JOIN_TIMEOUT = 4100;
const CLOSE_BAD_FRAME = 4101;
export const CLOSE_OTHER_WINDOW = 4102;
export const CLOSE_LEFT_SESSION = 4103;

/** `now` is epoch milliseconds. */
export type RoomOptions<Services> = {
  roomId: string;
  key: RoomKey;
  services: Services & { log: Log; now: () => number };
};

/** The base of every room: what a client or a fault of ours must not be able to do to the process. */
export abstract class SafeRoom<State extends Schema> extends Room<{ state: State }> {
  override patchRate: number | null = null;
  override maxMessagesPerSecond = MESSAGES_PER_SECOND_MAX;
  override maxClients = CLIENTS_MAX;
  override seatReservationTimeout = SEAT_SECONDS;
  // Without a fallback an unknown message type is quoted in the close reason, and a long one ends the process.
  override messages = { _: () => undefined };

  /** Bytes that a full state of the room mostly fits in. */
  protected stateBytes = 32 * 1024;
  protected log!: Log;
  /** Whether the room itself closes its connections: it ends, or the server does. */
  protected isClosing = false;
  #patchedAt = -Infinity;
  #patchLater: NodeJS.Timeout | undefined;

  /** Reads nothing that is stored: several processes may create the room, and only one of them keeps it. */
  override onCreate(options: RoomOptions<unknown>): void {
    this.roomId = options.roomId;
    this.log = options.services.log.child({ room: options.roomId });
    this.#keepTime(options.services.now);
    this.setTimestep(() => undefined, CLOCK_TICK_MS);
    // Set again, because with a timestep running the clock needs no second timer.
    this.patchRate = null;
    this.#guardFrames();
  }

  /** Asked once, by the directory, when the room is known to be the one of its key. Where it refuses, the room is gone. */
  async start(): Promise<Outcome<null>> {
    const started = await this.outcomeOf<null>(this.load().then(() => ({ ok: null })));
    if ('refused' in started) await this.disconnect();
    return started;
  }

  /** Makes the state show what is stored. */
  protected abstract load(): Promise<void>;

  /** Errors that are no refusal are logged here, because other processes would see "timed out". */
  protected async outcomeOf<T>(work: Promise<Outcome<T>>): Promise<Outcome<T>> {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof AppError)) this.log.error({ err: error }, 'a call of the room failed');
      return { refused: refusalOf(error) };
    }
  }

  override onJoin(client: Client, _options?: unknown): void | Promise<void> {
    this.clock.setTimeout(() => {
      if (client.state === ClientState.JOINING) client.leave(CLOSE_JOIN_TIMEOUT, 'join was not acknowledged');
    }, JOIN_ACK_MS);
  }

  // Colyseus stops this timer when autoDispose turns false, but goes on taking it for running: it would not dispose of the
  // room when its last client has gone, and a shutdown would wait for ever.
  override disconnect(closeCode?: number): Promise<unknown> {
    clearTimeout(this['_autoDisposeTimeout']);
    this['_autoDisposeTimeout'] = undefined as never;
    this.isClosing = true;
    this.#dropSeats();
    return super.disconnect(closeCode);
  }

  /** A room would wait until its seats are taken or expire. */
  #dropSeats(): void {
    for (const sessionId of Object.keys(this['_reservedSeats'])) {
      clearTimeout(this['_reservedSeatTimeouts'][sessionId]);
      delete this['_reservedSeatTimeouts'][sessionId];
      delete this['_reservedSeats'][sessionId];
    }
  }

  override onDispose(): void | Promise<void> {
    clearTimeout(this.#patchLater);
  }

  override onUncaughtException(error: Error, methodName: string): void {
    // Thrown for the client to see, by a room that refuses it.
    if (error.cause instanceof ServerError) return;
    this.log.error({ err: error.cause ?? error, methodName }, 'a room method failed');
  }

  override setSerializer(serializer: Serializer<State>): void {
    super.setSerializer(
      serializer instanceof SchemaSerializer ? new CopyingSerializer<State>(this.stateBytes) : serializer,
    );
  }

  /** Sends what changed: now, or with all else that changes within PATCH_INTERVAL_MIN_MS of the last patch. */
  protected publish(): void {
    if (this.#patchLater) return;
    const wait = this.#patchedAt + PATCH_INTERVAL_MIN_MS - performance.now();
    if (wait <= 0) return this.#patch();
    this.#patchLater = setTimeout(() => {
      this.#patchLater = undefined;
      this.#patch();
    }, wait);
  }

  #patch(): void {
    try {
      this.broadcastPatch();
    } catch (error) {
      this.onUncaughtException(error as Error, 'patch');
    }
    this.#patchedAt = performance.now();
  }

  /** Timers by the given clock. Colyseus counts them from the last tick, which is long ago where the process stood still. */
  #keepTime(now: () => number): void {
    const { clock } = this;
    Object.assign(clock, { now });
    clock.start();
    const setTimeout = clock.setTimeout.bind(clock);
    clock.setTimeout = (handler, ms, ...args) => setTimeout(handler, ms + now() - clock.currentTime, ...args);
  }

  /** Colyseus decodes frames in the socket's event, where what they make it throw would end the process. */
  #guardFrames(): void {
    const onMessage = this['_onMessage'].bind(this);
    this['_onMessage'] = (client: Client, frame: Buffer) => {
      try {
        onMessage(client, frame);
      } catch (error) {
        this.log.info({ err: error, sessionId: client.sessionId }, 'closed a client that sent an unreadable frame');
        client.leave(CLOSE_BAD_FRAME, 'unreadable frame');
      }
    };
  }
}

/** Whether the room sent the client away. */
export function isOurClose(code: number | undefined): boolean {
  return code !== undefined && code >= CLOSE_JOIN_TIMEOUT && code <= CLOSE_LEFT_SESSION;
}
