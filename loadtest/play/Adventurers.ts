import { setTimeout as delay } from 'node:timers/promises';
import type { Room, SeatReservation } from '@colyseus/sdk';
import { CrowdClient } from './clients.ts';
import type { Findings } from './Findings.ts';

/** Milliseconds between two steps of a pair: people read and click. */
const THINK_MS = 400;
const SEAT_MS_MAX = 10_000;

/** One player in the lobby's room. Keeps the seat in a session that it is sent. */
class Adventurer {
  readonly #client: CrowdClient;
  readonly #room: Room;
  #seat = Promise.withResolvers<SeatReservation>();

  private constructor(client: CrowdClient, room: Room) {
    this.#client = client;
    this.#room = room;
    room.onMessage('session', ({ reservation }: { reservation: SeatReservation }) => this.#seat.resolve(reservation));
  }

  static async join(url: string, player_id: string): Promise<Adventurer> {
    const client = new CrowdClient(url);
    return new Adventurer(client, await client.joinOrCreate('lobby', { player_id }));
  }

  ask<Answer>(command: string, input: object = {}): Promise<Answer> {
    return this.#room.request(command, input);
  }

  /** Takes the seat that the start of the session gave it. */
  async enterSession(): Promise<Room> {
    const late = delay(SEAT_MS_MAX, undefined, { ref: false }).then(() => {
      throw new Error('no seat in the session came');
    });
    const seat = await Promise.race([this.#seat.promise, late]);
    this.#seat = Promise.withResolvers();
    return this.#client.consumeSeatReservation(seat);
  }

  async leave(): Promise<void> {
    await this.#room.leave();
  }
}

/** Two players who form a party, go on a dungeon run together, and part, over and over. */
export class Pair {
  readonly #leader: Adventurer;
  readonly #second: Adventurer;
  readonly #findings: Findings;

  private constructor(leader: Adventurer, second: Adventurer, findings: Findings) {
    this.#leader = leader;
    this.#second = second;
    this.#findings = findings;
  }

  static async join(url: string, name: string, findings: Findings): Promise<Pair> {
    const join = (player: string) => findings.timed('join of lobby', () => Adventurer.join(url, player));
    const [leader, second] = [await join(`${name}a`), await join(`${name}b`)];
    if (!leader || !second) throw new Error('a pair could not join');
    return new Pair(leader, second, findings);
  }

  /** Plays until the signal, and ends the run that it is on. */
  async play(ends: AbortSignal): Promise<void> {
    while (!ends.aborted) await this.#run();
    await Promise.all([this.#leader.leave(), this.#second.leave()]);
  }

  async #run(): Promise<void> {
    const command = async <T>(work: () => Promise<T>) => {
      await delay(THINK_MS);
      return this.#findings.timed('command', work);
    };
    const made = await command(() => this.#leader.ask<{ party_id: string }>('party.create', { max_players: 2 }));
    if (!made) return;
    await command(() => this.#second.ask('party.join', { party_id: made.party_id }));
    await command(() => this.#second.ask('party.ready', { ready: true }));
    await command(() => this.#leader.ask('party.start', {}));
    const enter = (player: Adventurer) => this.#findings.timed('seat in a session', () => player.enterSession());
    const [run, other] = await Promise.all([enter(this.#leader), enter(this.#second)]);
    if (!run || !other) return;
    await command(() => run.request('session.progress', { current_floor: 2 }));
    await command(() => run.request('session.complete', { outcome: 'completed' }));
    await Promise.all([run.leave(), other.leave()]);
    for (const player of [this.#second, this.#leader]) await command(() => player.ask('party.leave', {}));
  }
}
