import { type Client, ClientState, Room, type Serializer, ServerError } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import type { KeyedRoom } from '../directory/rooms.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import {
  JOIN_ACK_MS,
  ROOM_CLIENTS_MAX,
  ROOM_MESSAGES_PER_SECOND_MAX,
  SEAT_RESERVATION_SECONDS,
} from '../protocol/limits.ts';
import { CLOSE_JOIN_TIMEOUT, guardFrames, keepTime, unblockDisconnect } from './colyseus-guards.ts';
import { CopyingSerializer } from './CopyingSerializer.ts';
import { PatchPace } from './PatchPace.ts';
import type { RoomOptions, RoomServices } from './room-services.ts';
import { tellNotices } from './tell-notices.ts';

/** The base of every room. It protects the process from bad clients and our own bugs, and keeps the room open while it is needed. */
export abstract class SafeRoom<Services extends RoomServices> extends Room<{ state: Schema }> implements KeyedRoom {
  override patchRate: number | null = null;
  override maxMessagesPerSecond = ROOM_MESSAGES_PER_SECOND_MAX;
  override maxClients = ROOM_CLIENTS_MAX;
  override seatReservationTimeout = SEAT_RESERVATION_SECONDS;
  // Without a fallback, Colyseus quotes an unknown message type in the close reason, and a long one ends the process.
  override messages = { _: () => undefined };

  protected services!: Services;
  protected log!: Log;
  protected notices!: ReturnType<typeof tellNotices>;
  /** Whether the room is closing its own connections, because it or the server is ending. */
  protected isClosing = false;
  /** Calls in progress. If the room ended before they do, they would write what its successor has not loaded. */
  #calls = 0;
  #options!: Pick<RoomOptions, 'onEnd' | 'onMoved'>;
  readonly #patches = new PatchPace(this, (error) => this.onUncaughtException(error, 'patch'));

  /** Fills the state from the store. */
  protected abstract load(): Promise<void>;

  /** Whether the room stays open without clients. */
  protected abstract get isNeeded(): boolean;

  /** Must not read the store: several processes may create the room, and only one keeps it. */
  override onCreate(options: RoomOptions<Services>): void {
    this.roomId = options.roomId;
    this.services = options.services;
    this.log = this.services.log.child({ room: options.roomId });
    this.#options = options;
    keepTime(this, this.services.now);
    guardFrames(this, this.log);
    this.notices = tellNotices(this, this.services.notices);
  }

  async start(): Promise<void> {
    try {
      await this.guarded(() => this.load());
    } catch (error) {
      await this.disconnect();
      throw error;
    }
  }

  /** Runs a call from outside the room and keeps the room open until it is done. Rejects as `guarded` does. */
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

  /** Rejects only with AppErrors. Any other error is logged here and becomes `internal`. */
  protected async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError && error.kind === 'room_moved') this.#options.onMoved();
      if (error instanceof AppError) throw error;
      this.services.metrics.faults.inc();
      this.log.error({ err: error }, 'a call to the room failed');
      throw new AppError('internal', undefined, { cause: error });
    }
  }

  /** Runs what a join waits for. A refusal reaches the client with its message. */
  protected async admitted(work: () => Promise<void>): Promise<void> {
    try {
      await this.guarded(work);
    } catch (error) {
      const { kind, message } = error as AppError;
      this.services.metrics.refusals.inc({ route: 'room', kind });
      // Without a status number Colyseus would not show the client the message.
      throw new ServerError(HTTP_STATUS[kind], message);
    }
  }

  /** Runs work that nobody waits for. Errors are logged; refusals are ignored. */
  protected inBackground(work: () => Promise<unknown>): void {
    this.guarded(work).catch(() => undefined);
  }

  protected updateLifetime(): void {
    this.autoDispose = this.#calls === 0 && !this.isNeeded;
  }

  override onJoin(client: Client, _options?: unknown): void | Promise<void> {
    this.services.connections.endSeat(client.sessionId);
    this.notices.welcome(client);
    this.clock.setTimeout(() => {
      if (client.state === ClientState.JOINING) client.leave(CLOSE_JOIN_TIMEOUT, 'join was not acknowledged');
    }, JOIN_ACK_MS);
  }

  override disconnect(closeCode?: number): Promise<unknown> {
    this.isClosing = true;
    unblockDisconnect(this);
    return super.disconnect(closeCode);
  }

  override onDispose(): void | Promise<void> {
    this.#patches.stop();
    this.notices.stop();
    return this.#options.onEnd();
  }

  override onUncaughtException(error: Error, methodName: string): void {
    // Thrown on purpose, to tell the client why it is refused.
    if (error.cause instanceof ServerError) return;
    this.log.error({ err: error.cause ?? error, methodName }, 'a room method failed');
  }

  override setSerializer(): void {
    super.setSerializer(this.newSerializer());
  }

  protected newSerializer(): Serializer<Schema> {
    return new CopyingSerializer();
  }

  protected publish(): void {
    this.#patches.request();
  }
}
