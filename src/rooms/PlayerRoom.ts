import type { Client } from '@colyseus/core';
import type { Schema } from '@colyseus/schema';
import { z } from 'zod';
import type { Outcome } from '../directory/outcome.ts';
import { AppError } from '../domain/errors.ts';
import { BODY_BYTES_MAX } from '../domain/limits.ts';
import { freeJson } from '../protocol/free-data.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { SafeRoom } from './SafeRoom.ts';

/** Who joined, as matchmaking found out; null for one who only watches. Never what the client says of itself. */
export type Joined = { player_id: string | null };

/** Characters of a `ref`: what a client calls its message by. */
const REF_LENGTH_MAX = 64;

const messageSchema = freeJson(BODY_BYTES_MAX);
const refSchema = z.union([z.string().max(REF_LENGTH_MAX), z.number()]);

type Handler<Input> = (player_id: string, input: Input) => Promise<Outcome<object>>;
type RequestContext = { id: number | undefined; reject(reason: object): unknown };

/**
 * A room that players send commands to. Each command is answered: a request by its result or by a rejection `{ kind, message }`, a plain
 * message by a `result` or an `error` message with the sender's `ref`. A wrong one disconnects nobody.
 */
export abstract class PlayerRoom<State extends Schema> extends SafeRoom<State> {
  /** The connections of each player: somebody may have two windows open. */
  readonly #connections = new Map<string, Set<Client>>();

  protected clientsOf(playerId: string): Iterable<Client> {
    return this.#connections.get(playerId) ?? [];
  }

  protected isConnected(playerId: string): boolean {
    return this.#connections.has(playerId);
  }

  /** Whether this is the player's first connection. */
  protected connect(client: Client, { player_id }: Joined): boolean {
    client.userData = { player_id } satisfies Joined;
    if (player_id === null) return false;
    const connections = this.#connections.get(player_id);
    if (!connections) this.#connections.set(player_id, new Set([client]));
    else connections.add(client);
    return !connections;
  }

  /** Whether this was the player's last connection. */
  protected disconnectOne(client: Client): boolean {
    const player_id = playerOf(client);
    const connections = player_id === null ? undefined : this.#connections.get(player_id);
    if (!connections?.delete(client) || connections.size > 0) return false;
    return this.#connections.delete(player_id!);
  }

  /** Lets a client that lost its connection come back to its seat. Not for ever: a room with a kept seat stays. */
  protected keepSeat(client: Client, graceMs: number): void {
    this.allowReconnection(client, graceMs / 1000).catch(() => {
      // It did not come back, or the room is closing: onLeave is called for it either way.
    });
  }

  protected command<S extends z.ZodType>(type: string, schema: S, handle: Handler<z.output<S>>): void {
    this.onMessage(type, async (client: Client, message: unknown, context: RequestContext) => {
      const outcome = await this.outcomeOf(answer(client, message, schema, handle));
      if (context.id !== undefined) return 'ok' in outcome ? outcome.ok : context.reject(outcome.refused);
      const ref = refOf(message);
      if ('ok' in outcome) client.send('result', { ...outcome.ok, ...ref });
      else client.send('error', { ...outcome.refused, ...ref });
    });
  }
}

export function playerOf(client: Client): string | null {
  return (client.userData as Joined | undefined)?.player_id ?? null;
}

async function answer<S extends z.ZodType>(
  client: Client,
  message: unknown,
  schema: S,
  handle: Handler<z.output<S>>,
): Promise<Outcome<object>> {
  const player_id = playerOf(client);
  if (player_id === null) throw new AppError('unauthorized', 'join with a token or a player_id to send commands');
  // Once as JSON, because msgpack carries more: C#'s long as a bigint, dates, bytes.
  return handle(player_id, parseOrRefuse(schema, parseOrRefuse(messageSchema, message ?? {})));
}

function refOf(message: unknown): { ref?: string | number } {
  const ref =
    typeof message === 'object' && message !== null && 'ref' in message ? refSchema.safeParse(message.ref) : null;
  return ref?.success ? { ref: ref.data } : {};
}
