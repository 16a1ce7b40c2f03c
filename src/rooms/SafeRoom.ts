import { type Client, ClientState, Room, SchemaSerializer, ServerError, type Serializer } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import type { RoomKey } from '../directory/room-keys.ts';
import type { KeyedRoom } from '../directory/rooms.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store, StoredEvent } from '../store/store.ts';
import { CLOSE_JOIN_TIMEOUT, dropReservedSeats, guardFrames, keepTime } from './colyseus-guards.ts';
import { CopyingSerializer } from './CopyingSerializer.ts';
import { Writer } from './Writer.ts';

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

/** What every room works with. `now` is epoch milliseconds. */
export type RoomServices = { store: Store; log: Log; now: () => number };

export type RoomOptions<Services extends RoomServices = RoomServices, Key extends RoomKey = RoomKey> = {
  roomId: string;
  key: Key;
  services: Services;
};

/** The base of every room: it protects the process from bad clients and our own bugs, and keeps a room while it is needed. */
export abstract class SafeRoom<State extends Schema, Services extends RoomServices>
  extends Room<{ state: State }>
  implements KeyedRoom
{
  override patchRate: number | null = null;
  override maxMessagesPerSecond = MESSAGES_PER_SECOND_MAX;
  override maxClients = CLIENTS_MAX;
  override seatReservationTimeout = SEAT_SECONDS;
  // Without a fallback an unknown message type is quoted in the close reason, and a long one ends the process.
  override messages = { _: () => undefined };

  /** Bytes that a full state of the room mostly fits in. */
  protected stateBytes = 32 * 1024;
  protected services!: Services;
  protected log!: Log;
  /** Whether the room itself closes its connections: it ends, or the server does. */
  protected isClosing = false;
  /** Calls that are being answered. A room that ended meanwhile would write what its successor does not know of. */
  #calls = 0;
  #patchedAt = -Infinity;
  #patchLater: NodeJS.Timeout | undefined;

  /** Makes the state show what is stored. */
  protected abstract load(): Promise<void>;

  /** Whether the room stays though nobody is in it. */
  protected abstract get isNeeded(): boolean;

  /** Reads nothing that is stored: several processes may create the room, and only one of them keeps it. */
  override onCreate(options: RoomOptions<Services>): void {
    this.roomId = options.roomId;
    this.services = options.services;
    this.log = this.services.log.child({ room: options.roomId });
    keepTime(this.clock, this.services.now);
    this.setTimestep(() => undefined, CLOCK_TICK_MS);
    // Set again, because with a timestep running the clock needs no second timer.
    this.patchRate = null;
    guardFrames(this, this.log);
  }

  async start(): Promise<void> {
    try {
      await this.guarded(() => this.load());
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  }

  /** The room's way to store changes; `show` makes the room show what is stored. */
  protected createWriter<Stored>(
    load: () => Promise<Stored>,
    show: (stored: Stored, events: StoredEvent[]) => void,
  ): Writer<Stored> {
    const { store, now } = this.services;
    const onStored = (stored: Stored, events: StoredEvent[]) => {
      // A failed broadcast must not fail the request: what it changed is stored.
      try {
        show(stored, events);
      } catch (error) {
        this.log.error({ err: error }, 'a stored change could not be shown');
      }
    };
    return new Writer<Stored>({ store, now, load, onStored });
  }

  /** Answers a call from outside the room, which stays until then. Rejects as `guarded` does. */
  protected async answer<T>(work: () => Promise<T>): Promise<T> {
    this.#calls += 1;
    this.updateLifetime();
    try {
      return await this.guarded(work);
    } finally {
      this.#calls -= 1;
      this.updateLifetime();
    }
  }

  /** Rejects with AppErrors alone: any other error is logged here, and `internal` to whoever asked. */
  protected async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) throw error;
      this.log.error({ err: error }, 'a call to the room failed');
      throw new AppError('internal', undefined, { cause: error });
    }
  }

  /** Runs work that nobody waits for: its faults are logged, and a refusal of it is nobody's. */
  protected inBackground(work: () => Promise<unknown>): void {
    this.guarded(work).catch(() => undefined);
  }

  protected updateLifetime(): void {
    this.autoDispose = this.#calls === 0 && !this.isNeeded;
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
    dropReservedSeats(this);
    return super.disconnect(closeCode);
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
}
