import type { Client } from '@colyseus/core';

/** The clients that each player is here with: somebody may have two windows open. */
export class Connections {
  readonly #clients = new Map<string, Set<Client>>();

  of(playerId: string): Iterable<Client> {
    return this.#clients.get(playerId) ?? [];
  }

  has(playerId: string): boolean {
    return this.#clients.has(playerId);
  }

  /** Answers those that are too many now, the oldest first. */
  add(playerId: string, client: Client, max: number): Client[] {
    const clients = this.#clients.get(playerId) ?? new Set();
    clients.add(client);
    this.#clients.set(playerId, clients);
    return [...clients].slice(0, -max);
  }

  /** Whether it was the player's last. */
  remove(playerId: string, client: Client): boolean {
    const clients = this.#clients.get(playerId);
    if (!clients?.delete(client) || clients.size > 0) return false;
    return this.#clients.delete(playerId);
  }
}
