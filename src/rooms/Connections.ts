import type { Client } from '@colyseus/core';
import { AppError } from '../errors.ts';

/** Who joined and from where, according to matchmaking and never to the client. `player_id` is null for a client that only watches. */
export type Joined = { player_id: string | null; address?: string; isUnderV17?: boolean };

/** Identifies one client. Undefined before it has joined. */
export function addressOf(client: Client): string | undefined {
  return (client.userData as Joined | undefined)?.address;
}

export function playerIdOf(client: Client): string | null {
  return (client.userData as Joined | undefined)?.player_id ?? null;
}

/** For commands. Refuses `unauthorized`. */
export function requirePlayerIdOf(client: Client): string {
  const playerId = playerIdOf(client);
  if (playerId === null) throw new AppError('unauthorized', 'join with a token or a player_id to send commands');
  return playerId;
}

/** The clients of each player in a room; a player may have several windows open. */
export class Connections {
  readonly #clients = new Map<string, Set<Client>>();

  of(playerId: string): Iterable<Client> {
    return this.#clients.get(playerId) ?? [];
  }

  has(playerId: string): boolean {
    return this.#clients.has(playerId);
  }

  /** Returns the clients in excess of `max`, oldest first. */
  add(playerId: string, client: Client, max: number): Client[] {
    const clients = this.#clients.get(playerId) ?? new Set();
    clients.add(client);
    this.#clients.set(playerId, clients);
    return [...clients].slice(0, -max);
  }

  /** Returns whether this was the player's last client. */
  remove(playerId: string, client: Client): boolean {
    const clients = this.#clients.get(playerId);
    if (!clients?.delete(client) || clients.size > 0) return false;
    return this.#clients.delete(playerId);
  }
}
