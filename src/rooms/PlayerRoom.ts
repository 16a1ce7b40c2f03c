import { type Client, CloseCode } from '@colyseus/core';
import type { z } from 'zod';
import { CONNECTIONS_PER_PLAYER_MAX } from '../protocol/limits.ts';
import { addressOf, Connections, type Joined, playerIdOf, requirePlayerIdOf } from './Connections.ts';
import { answerMessage, parseMessage, type RequestContext, unknownMessage } from './player-messages.ts';
import { RetryQueue } from './RetryQueue.ts';
import { CLOSE_OTHER_WINDOW, isOurClose } from './colyseus-guards.ts';
import type { RoomOptions, RoomServices } from './room-services.ts';
import { SafeRoom } from './SafeRoom.ts';

/** Milliseconds between checks for what has expired. Graces and deadlines take minutes. */
const EXPIRY_INTERVAL_MS = 500;

/**
 * A room that players join and send commands to. It stores whether a player is connected: `arrive` is called for each connection that
 * opens, `lose` when the player's last one is gone.
 */
export abstract class PlayerRoom<Services extends RoomServices> extends SafeRoom<Services> {
  protected readonly connections = new Connections();
  protected readonly retries = new RetryQueue(() => this.updateLifetime());
  /** Milliseconds that the seat of a dropped client is kept for its reconnection. */
  protected seatKeptMs = 0;

  /** Each client's last command: the next one waits for it, so commands run in the order they were sent. */
  readonly #turns = new WeakMap<Client, Promise<unknown>>();
  #isExpiring = false;

  /** Admits the player and sends it what it needs; durable when it resolves. Refuses players who may not join. */
  protected abstract arrive(playerId: string | null, client: Client): Promise<void>;

  /** Stores that the player is no longer connected. `left`: on purpose; otherwise it may come back. */
  protected abstract lose(playerId: string, left: boolean): Promise<unknown>;

  /** Handles everything that has expired by now. */
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
    this.notices.welcomeBack(client);
    await this.#admit(client);
  }

  override async onDrop(client: Client, code?: number): Promise<void> {
    // Before any await: a client that reconnects at once must find its seat.
    if (playerIdOf(client) !== null && !isOurClose(code)) this.#keepSeat(client);
    await this.#remove(client, false);
  }

  /** Also called after onDrop, if the client did not reconnect. */
  override async onLeave(client: Client, code?: number): Promise<void> {
    await this.#remove(client, code === CloseCode.CONSENTED);
  }

  /** Registers the commands of one kind, by the names of their schemas. `answerMessage` says how they are answered. An invalid one disconnects nobody. */
  protected commands<Request extends { type: string }>(
    kind: string,
    schemas: Record<Request['type'], z.ZodType>,
    handle: (playerId: string, request: Request, client: Client) => Promise<object>,
  ): void {
    for (const [type, schema] of Object.entries<z.ZodType>(schemas)) {
      const perform = (client: Client, message: unknown) =>
        this.#perform(client, (playerId) =>
          handle(playerId, { type, ...(parseMessage(schema, message) as object) } as Request, client),
        );
      this.onMessage(`${kind}.${type}`, (client: Client, message: unknown, context: RequestContext) =>
        this.#inTurn(client, () => answerMessage(client, message, context, perform(client, message))),
      );
    }
  }

  #perform(client: Client, command: (playerId: string) => Promise<object>): Promise<object> {
    return this.guarded(async () => {
      const playerId = requirePlayerIdOf(client);
      const result = await command(playerId);
      // The connection dropped mid-command: mark the player away now.
      if (!this.connections.has(playerId)) await this.#noteLoss(playerId, false);
      return result;
    });
  }

  async #admit(client: Client): Promise<void> {
    const playerId = playerIdOf(client);
    if (playerId !== null) {
      const surplus = this.connections.add(playerId, client, CONNECTIONS_PER_PLAYER_MAX);
      for (const oldest of surplus) oldest.leave(CLOSE_OTHER_WINDOW, 'joined from too many windows');
    }
    await this.admitted(() => this.arrive(playerId, client));
  }

  /** Timed by the room's clock. If the client does not reconnect, or the room ends first, Colyseus calls onLeave. */
  #keepSeat(client: Client): void {
    const seat = this.allowReconnection(client, 'manual');
    const { connections } = this.services;
    connections.keepSeat(client.sessionId, addressOf(client));
    const giveUp = this.clock.setTimeout(() => void seat.reject(), this.seatKeptMs);
    const end = () => {
      giveUp.clear();
      connections.endSeat(client.sessionId);
    };
    seat.then(end, end);
  }

  /** Connections that the room closes as it ends are not stored as lost: it may be a restart. The next `load` marks the players away. */
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

  /** One pass at a time: on a slow disk they would pile up. */
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
