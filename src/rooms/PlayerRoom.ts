import { type Client, CloseCode, ServerError } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import { Connections } from './Connections.ts';
import { parseMessage, type RequestContext, sendError, sendResult, unknownMessage } from './player-messages.ts';
import { RetryQueue } from './RetryQueue.ts';
import { CLOSE_OTHER_WINDOW, isOurClose } from './colyseus-guards.ts';
import { type RoomOptions, type RoomServices, SafeRoom } from './SafeRoom.ts';

/** Who joined and where, as matchmaking found out; null for one who only watches. Never what the client says of itself. */
export type Joined = { player_id: string | null; address?: string; isUnderV17?: boolean };

/** A second window while the first is closing, and some to look at. With one more, the oldest is closed. */
const CONNECTIONS_PER_PLAYER_MAX = 4;

/** Milliseconds between two looks for what has expired: graces and deadlines take minutes. */
const EXPIRY_INTERVAL_MS = 500;

/**
 * A room that players are in and send commands to. Whether a player is connected is stored: by `arrive` with each connection, by
 * `lose` with the last one.
 */
export abstract class PlayerRoom<State extends Schema, Services extends RoomServices> extends SafeRoom<
  State,
  Services
> {
  protected readonly connections = new Connections();
  protected readonly retries = new RetryQueue(() => this.updateLifetime());
  /** Milliseconds for which a client that lost its connection may come back to its seat. */
  protected seatKeptMs = 0;

  /** The work that each client waits for: its commands are done in the order they were sent in. */
  readonly #turns = new WeakMap<Client, Promise<unknown>>();
  #isExpiring = false;

  /** Lets the player in, durable when it resolves, and tells it what it has to know. Refuses who must not be here. */
  protected abstract arrive(playerId: string | null, client: Client): Promise<void>;

  /** Stores that the player is not connected any more; `left` on purpose, or else it may come back. */
  protected abstract lose(playerId: string, left: boolean): Promise<unknown>;

  /** Does what is due by now. */
  protected abstract expire(): Promise<void>;

  override onCreate(options: RoomOptions<Services>): void {
    super.onCreate(options);
    this.onMessage('*', (client: Client, type: string | number, message: unknown) =>
      client.send('error', unknownMessage(type, message)),
    );
    this.clock.setInterval(() => this.#expire(), EXPIRY_INTERVAL_MS);
  }

  override async onJoin(client: Client, joined: Joined): Promise<void> {
    client.userData = joined;
    await super.onJoin(client);
    await this.#admit(client);
  }

  override async onReconnect(client: Client): Promise<void> {
    await this.#admit(client);
  }

  override async onDrop(client: Client, code?: number): Promise<void> {
    // Before anything is awaited: a client that comes back at once must find its seat.
    if (playerIdOf(client) !== null && !isOurClose(code)) this.#keepSeat(client);
    await this.#remove(client, false);
  }

  /** Called after onDrop too, when nobody came back. */
  override async onLeave(client: Client, code?: number): Promise<void> {
    await this.#remove(client, code === CloseCode.CONSENTED);
  }

  /**
   * A command is answered: a request by its result or by a rejection `{ kind, message }`, a plain message by a `result` or an
   * `error` message with the sender's `ref`. A wrong one disconnects nobody.
   */
  protected command<S extends z.ZodType>(
    type: string,
    schema: S,
    handle: (playerId: string, input: z.output<S>, client: Client) => Promise<object>,
  ): void {
    const perform = async (client: Client, message: unknown) => {
      const playerId = playerIdOf(client);
      if (playerId === null) throw new AppError('unauthorized', 'join with a token or a player_id to send commands');
      const result = await handle(playerId, parseMessage(schema, message), client);
      // The connection dropped mid-command: mark the player away now.
      if (!this.connections.has(playerId)) await this.#noteLoss(playerId, false);
      return result;
    };
    this.onMessage(type, (client: Client, message: unknown, context: RequestContext) =>
      this.#inTurn(client, () =>
        this.guarded(() => perform(client, message)).then(
          (result) => sendResult(client, message, context, result),
          (error: AppError) => sendError(client, message, context, error),
        ),
      ),
    );
  }

  async #admit(client: Client): Promise<void> {
    const playerId = playerIdOf(client);
    if (playerId !== null) {
      const surplus = this.connections.add(playerId, client, CONNECTIONS_PER_PLAYER_MAX);
      for (const oldest of surplus) oldest.leave(CLOSE_OTHER_WINDOW, 'joined from too many windows');
    }
    try {
      await this.guarded(() => this.arrive(playerId, client));
    } catch (error) {
      const { kind, message } = error as AppError;
      // Without a number the client would not be shown the message.
      throw new ServerError(HTTP_STATUS[kind], message);
    }
  }

  /** By the room's clock. Where it does not come back, or the room ends before, onLeave is called for it. */
  #keepSeat(client: Client): void {
    const seat = this.allowReconnection(client, 'manual');
    const giveUp = this.clock.setTimeout(() => void seat.reject(), this.seatKeptMs);
    seat.then(
      () => giveUp.clear(),
      () => giveUp.clear(),
    );
  }

  /** A connection that the room's own end closes is not stored as lost: it may be a restart. Whoever loads the room next will see. */
  async #remove(client: Client, left: boolean): Promise<void> {
    const playerId = playerIdOf(client);
    if (playerId === null || !this.connections.remove(playerId, client) || this.isClosing) return;
    await this.#noteLoss(playerId, left);
  }

  #noteLoss(playerId: string, left: boolean): Promise<void> {
    return this.retries.add(async () => {
      if (!this.connections.has(playerId)) await this.guarded(() => this.lose(playerId, left));
    });
  }

  #inTurn(client: Client, work: () => Promise<unknown>): Promise<unknown> {
    const turn = (this.#turns.get(client) ?? Promise.resolve()).then(work);
    this.#turns.set(client, turn);
    return turn;
  }

  /** One pass at a time: while the disk is slow they would pile up. */
  #expire(): void {
    if (this.#isExpiring) return;
    this.#isExpiring = true;
    this.inBackground(async () => {
      try {
        await this.retries.retry();
        await this.expire();
      } finally {
        this.#isExpiring = false;
      }
    });
  }
}

/** Identifies one client, as matchmaking saw it. */
export function addressOf(client: Client): string | undefined {
  return (client.userData as Joined | undefined)?.address;
}

function playerIdOf(client: Client): string | null {
  return (client.userData as Joined | undefined)?.player_id ?? null;
}
