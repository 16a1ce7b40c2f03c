import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from '@colyseus/sdk';
import { TestClient } from '../TestClient.ts';
import { anyOf, type Member } from './Cluster.ts';

/** Milliseconds until it tries to join again, and after which it takes an attempt for lost. */
const REJOIN_MS = 200;
const JOIN_MS_MAX = 5_000;

/** A player who stays in a lobby's room, and in the room of a session, by joining again through any process when a connection is lost. */
export class RoamingPlayer {
  readonly id: string;
  readonly lobby: string;
  /** Joins that succeeded, the first one included. */
  joins = 0;
  readonly #members: readonly Member[];
  readonly #rooms = new Map<string, Room>();
  /** Why the newest attempt to join each room failed. */
  readonly #failures = new Map<string, string>();
  #isGone = false;

  constructor(id: string, lobby: string, members: readonly Member[]) {
    this.id = id;
    this.lobby = lobby;
    this.#members = members;
  }

  /** Resolves once the player is in the lobby's room. */
  enter(): Promise<void> {
    return this.#stayIn('lobby', (client) => client.joinOrCreate('lobby', { lobby: this.lobby, player_id: this.id }));
  }

  /** Resolves once the player is in the session's room. */
  play(session_id: string): Promise<void> {
    return this.#stayIn('session', (client) => client.joinById(session_id, { player_id: this.id }));
  }

  /** The rooms that the player wants to be in and is not, and why. */
  get missing(): string[] {
    return [...this.#rooms].flatMap(([name, { connection }]) =>
      connection.isOpen ? [] : [`${this.id} in the ${name}: ${this.#failures.get(name)}`],
    );
  }

  /** Sends a request to the lobby's room. */
  ask<T>(type: string, message: object): Promise<T> {
    return this.#rooms.get('lobby')!.request(type, message) as Promise<T>;
  }

  async leave(): Promise<void> {
    this.#isGone = true;
    for (const { connection } of this.#rooms.values()) connection.close();
  }

  async #stayIn(name: string, join: (client: TestClient) => Promise<Room>): Promise<void> {
    for (;;) {
      const room = await this.#attempt(name, join);
      if (this.#isGone) return room?.connection.close();
      if (room) {
        this.joins += 1;
        this.#rooms.set(name, room);
        room.onLeave(() => {
          if (!this.#isGone) void delay(REJOIN_MS).then(() => this.#stayIn(name, join));
        });
        return;
      }
      await delay(REJOIN_MS);
    }
  }

  /** Null if it failed, or took too long. */
  async #attempt(name: string, join: (client: TestClient) => Promise<Room>): Promise<Room | null> {
    const member = anyOf(this.#members);
    const fail = (why: string) => void this.#failures.set(name, `${why} at ${member.name}`);
    const joining = join(new TestClient(member.url.replace('http', 'ws'))).catch((error: unknown) => {
      fail(String(error));
      return null;
    });
    const late = new AbortController();
    const tooLate = delay(JOIN_MS_MAX, 'late' as const, { signal: late.signal }).catch(() => 'late' as const);
    const room = await Promise.race([joining, tooLate]);
    late.abort();
    if (room !== 'late') return room;
    fail('no answer');
    // It may still succeed, and would then be a second connection.
    void joining.then((room) => room?.connection.close());
    return null;
  }
}
