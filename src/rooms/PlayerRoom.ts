import { type Client, CloseCode, ServerError } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import type { z } from 'zod';
import type { Outcome } from '../directory/outcome.ts';
import { AppError } from '../errors.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';
import { Connections } from './Connections.ts';
import { Owed } from './Owed.ts';
import { answer, parseMessage, type RequestContext, unknownMessage } from './player-messages.ts';
import { CLOSE_OTHER_WINDOW, isOurClose, type RoomOptions, SafeRoom } from './SafeRoom.ts';

/** Who joined and where, as matchmaking found out; null for one who only watches. Never what the client says of itself. */
export type Joined = { player_id: string | null; address?: string; isUnderV17?: boolean };

/** Windows of one player: a second one while the first is closing, and some to look at. With one more, the oldest is closed. */
const CONNECTIONS_A_PLAYER_MAX = 4;

/** Milliseconds between two looks for what expires: graces and deadlines are minutes. */
const EXPIRY_INTERVAL_MS = 500;

/**
 * A room that players are in and send commands to. Whether a player is here is stored: by `arrive` with each connection, by
 * `lose` with the last one.
 */
export abstract class PlayerRoom<State extends Schema> extends SafeRoom<State> {
  protected readonly connections = new Connections();
  protected readonly owed = new Owed(() => this.setLifetime());
  /** Milliseconds in which a client that lost its connection may come back to its seat. */
  protected seatKeptMs = 0;

  /** The work that each client waits for: its commands are done in the order they were sent in. */
  readonly #turns = new WeakMap<Client, Promise<unknown>>();
  #isExpiring = false;

  /** Lets the player in, durable when it resolves, and tells it what it has to know. Refuses who must not be here. */
  protected abstract arrive(playerId: string | null, client: Client): Promise<void>;

  /** Stores that the player is not here any more; `left` on purpose, or else it may come back. */
  protected abstract lose(playerId: string, left: boolean): Promise<Outcome<unknown>>;

  /** Whether the room may end when nobody is in it. Not while it owes anything. */
  protected abstract setLifetime(): void;

  /** Does what is due by now. */
  protected abstract expire(): Promise<void>;

  override onCreate(options: RoomOptions<unknown>): void {
    super.onCreate(options);
    this.onMessage('*', (client: Client, type: string | number, message: unknown) =>
      client.send('error', unknownMessage(type, message)),
    );
    this.clock.setInterval(() => void this.#expire(), EXPIRY_INTERVAL_MS);
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
    // Before anything is awaited: who comes back at once must find the seat.
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
    handle: (playerId: string, input: z.output<S>, client: Client) => Promise<Outcome<object>>,
  ): void {
    const judge = async (client: Client, message: unknown) => {
      const player_id = playerIdOf(client);
      if (player_id === null) throw new AppError('unauthorized', 'join with a token or a player_id to send commands');
      const outcome = await handle(player_id, parseMessage(schema, message), client);
      // Lost while it asked: it may only now be where it is missed.
      if (!this.connections.has(player_id)) await this.#owePlayer(player_id, false);
      return outcome;
    };
    this.onMessage(type, (client: Client, message: unknown, context: RequestContext) =>
      this.#inTurn(client, async () => answer(client, message, context, await this.outcomeOf(judge(client, message)))),
    );
  }

  /** What is stored is stored: where it cannot be shown, who asked for it is told all the same. */
  protected showStored(show: () => void): void {
    try {
      show();
    } catch (error) {
      this.log.error({ err: error }, 'a stored change could not be shown');
    }
  }

  async #admit(client: Client): Promise<void> {
    const player_id = playerIdOf(client);
    if (player_id !== null) {
      const surplus = this.connections.add(player_id, client, CONNECTIONS_A_PLAYER_MAX);
      for (const oldest of surplus) oldest.leave(CLOSE_OTHER_WINDOW, 'joined from too many windows');
    }
    const arrived = await this.outcomeOf(this.arrive(player_id, client).then(() => ({ ok: null })));
    // Without a number the client would not be shown the message.
    if ('refused' in arrived) throw new ServerError(HTTP_STATUS[arrived.refused.kind], arrived.refused.message);
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

  /** A connection that the room's own end closes is not stored as lost: it may be that of a restart. Who loads it next will see. */
  async #remove(client: Client, left: boolean): Promise<void> {
    const player_id = playerIdOf(client);
    if (player_id === null || !this.connections.remove(player_id, client) || this.isClosing) return;
    await this.#owePlayer(player_id, left);
  }

  #owePlayer(player_id: string, left: boolean): Promise<void> {
    return this.owed.add(async () =>
      this.connections.has(player_id) ? { ok: null } : this.outcomeOf(this.lose(player_id, left)),
    );
  }

  #inTurn(client: Client, work: () => Promise<unknown>): Promise<unknown> {
    const turn = (this.#turns.get(client) ?? Promise.resolve()).then(work);
    this.#turns.set(client, turn);
    return turn;
  }

  /** One look at a time: while the disk is slow they would pile up. */
  async #expire(): Promise<void> {
    if (this.#isExpiring) return;
    this.#isExpiring = true;
    const looked = this.owed.settle().then(() => this.expire());
    await this.outcomeOf(looked.then(() => ({ ok: null })));
    this.#isExpiring = false;
  }
}

/** What one client is told by, as matchmaking saw it. */
export function addressOf(client: Client): string | undefined {
  return (client.userData as Joined | undefined)?.address;
}

function playerIdOf(client: Client): string | null {
  return (client.userData as Joined | undefined)?.player_id ?? null;
}
