import { setTimeout as delay } from 'node:timers/promises';
import type { Room } from '@colyseus/sdk';
import { until } from '../support/app.ts';
import { TestClient } from '../support/TestClient.ts';

export const WORLDS = [301, 302, 303, 304];
const PLAYERS = ['alice', 'bob', 'carol', 'dave'];

const ROUND_MS = 60;

type Seat = Parameters<TestClient['consumeSeatReservation']>[0];

/** Writes through every door, round by round. Refusals are ignored. */
export class Writers {
  readonly #url: () => string;
  readonly #lobby = new Map<string, Room>();
  readonly #runs = new Map<string, Room>();
  readonly #erin = { party_id: '', session_id: '' };
  #round = 0;
  onReport: (name: string) => void = () => undefined;

  /** `url` says which server to ask, each time anew. */
  constructor(url: string | (() => string)) {
    this.#url = typeof url === 'string' ? () => url : url;
  }

  async join(): Promise<void> {
    for (const player_id of PLAYERS) {
      const client = new TestClient(this.#url());
      const room = await client.joinOrCreate('lobby', { player_id });
      room.onMessage('session', ({ reservation }: { reservation: Seat }) => {
        client.consumeSeatReservation(reservation).then(
          (run) => this.#runs.set(player_id, run),
          () => undefined,
        );
      });
      this.#lobby.set(player_id, room);
    }
  }

  /** Starts a run of alice and bob. Resolves to the ids of their party and session. */
  async formParty(): Promise<{ party_id: string; session_id: string }> {
    const { party_id } = await this.ask('alice', 'create', { name: 'Delvers' });
    await this.ask('bob', 'join', { party_id });
    await this.ask('bob', 'ready', { ready: true });
    const { session_id } = await this.ask('alice', 'start', {});
    const isRunning = () => this.#runs.size === 2 && this.#runs.get('alice')!.state.status === 'in_progress';
    await until(isRunning, 'the run has begun');
    return { party_id, session_id };
  }

  /** One write of each kind. */
  async round(): Promise<void> {
    const n = ++this.#round;
    const tries: Promise<unknown>[] = WORLDS.flatMap((world) => [this.#report(world, n), this.#report(world, n)]);
    tries.push(this.ask('alice', 'update', { name: `Delvers ${n}` }), this.ask('bob', 'ready', { ready: n % 2 === 0 }));
    const [first, then] = [
      ['create', 'update', 'update', 'dissolve'],
      ['quick_join', 'ready', 'ready', 'leave'],
    ] as const;
    tries.push(this.ask('carol', first[n % 4]!, n % 4 === 2 ? { privacy: n % 8 === 2 ? 'private' : 'public' } : {}));
    tries.push(this.ask('dave', then[n % 4]!, {}));
    tries.push(this.#byRest(n));
    for (const run of this.#runs.values())
      tries.push(run.request('session.progress', { current_floor: n, progress: { [`boss ${n % 5}`]: n } }));
    // Rooms disconnect clients that send too many messages per second.
    await Promise.all([Promise.allSettled(tries), delay(ROUND_MS)]);
  }

  /** Erin creates a party, sets her ready flag, starts a run, and leaves the run and the party. */
  async #byRest(n: number): Promise<void> {
    const path = [
      () => '/party?player_id=erin',
      (party: string) => `/party/${party}/ready?player_id=erin`,
      (party: string) => `/session?party_id=${party}`,
      (_: string, run: string) => `/session/${run}/leave?player_id=erin`,
      (party: string) => `/party/${party}/leave?player_id=erin`,
    ][n % 5]!;
    const response = await fetch(this.#url() + path(this.#erin.party_id, this.#erin.session_id), { method: 'POST' });
    Object.assign(this.#erin, await response.json());
  }

  async finishRun(): Promise<void> {
    // By alice, because only the leader may; the first seat may be bob's.
    await this.#runs.get('alice')!.request('session.complete', { result: { gold: this.#round } });
  }

  async leave(): Promise<void> {
    // A completed run has disconnected its clients, and leaving it would never resolve.
    const rooms = [...this.#lobby.values(), ...this.#runs.values()].filter(({ connection }) => connection.isOpen);
    await Promise.all(rooms.map((room) => room.leave()));
  }

  async ask(player: string, type: string, input: object) {
    const answer = await this.#lobby.get(player)!.request(`party.${type}`, input);
    return answer as { party_id: string; session_id: string };
  }

  async #report(world: number, n: number): Promise<void> {
    const item_name = `${world} ${n} ${Math.random()}`;
    this.onReport(item_name);
    const response = await fetch(`${this.#url()}/drops`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ world, item_id: n, item_name, quantity: 1, value: n * 1_000 }),
    });
    await response.text();
  }
}
