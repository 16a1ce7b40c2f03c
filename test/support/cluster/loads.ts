import { setTimeout as delay } from 'node:timers/promises';
import { anyOf } from './Cluster.ts';
import type { Body } from './history.ts';
import type { RestClients, Wanted } from './RestClients.ts';

/** Milliseconds between two writes of one client. */
const PAUSE_MS = 120;

/** Seats of a party, its leader's included. One player more than that tries to join. */
const SEATS = 3;

export const WORLDS = [301, 302, 303, 304, 305, 306];
export const LOBBIES = ['main', 'north', 'south'];

let tokens = 0;

/** Text that occurs nowhere else. */
function token(): string {
  return `t${++tokens}x`;
}

/** Through whom a load writes, and until when. */
export type Load = { rest: RestClients; isOver: () => boolean };

/** Reports drops, to one world after another. Resolves once the load is over and the last report is acknowledged or given up. */
export async function reportDrops({ rest, isOver }: Load): Promise<void> {
  for (let turn = anyOf([0, 2, 4]); !isOver(); turn += 1) {
    await rest.write(drop(WORLDS[turn % WORLDS.length]!));
    await delay(PAUSE_MS);
  }
}

function drop(world: number): Wanted {
  const item_name = token();
  return {
    what: 'drop',
    path: '/drops',
    body: { world, item_id: 526, item_name, quantity: 1, value: 1_000 },
    subject: `world:${world}`,
    mark: `"${item_name}"`,
    placeIn: ({ total_drops }) => Number(total_drops),
  };
}

/** One write to each world and lobby, by the names of what they are to. */
export function probes(): Map<string, Wanted> {
  const create = (lobby: string): Wanted => ({
    what: 'create',
    path: '/party',
    body: { player_id: token(), lobby },
    subject: null,
    mark: null,
    placeIn: () => 1,
  });
  return new Map([
    ...WORLDS.map((world): [string, Wanted] => [`world:${world}`, drop(world)]),
    ...LOBBIES.map((lobby): [string, Wanted] => [`lobby:${lobby}`, create(lobby)]),
  ]);
}

/** A party as the load knows it. */
export type KnownParty = { party_id: string; lobby: string; max_players: number };

/** What the load of parties has made. */
export type Made = { parties: KnownParty[]; sessions: { session_id: string; player: string }[] };

/** Forms dungeon parties of one lobby and goes on runs with them, one after another, until the load is over. */
export async function playParties(load: Load, made: Made, lobby: string): Promise<void> {
  while (!load.isOver()) await new Play(load, made, lobby).run();
}

/** One party, from its creation until its run is complete. Each step may fail; then the party is left as it is. */
class Play {
  readonly #load: Load;
  readonly #made: Made;
  readonly #lobby: string;
  #party = '';

  constructor(load: Load, made: Made, lobby: string) {
    this.#lobby = lobby;
    this.#load = load;
    this.#made = made;
  }

  async run(): Promise<void> {
    const leader = token();
    const name = token();
    const created = await this.#write(
      'create',
      '/party',
      { player_id: leader, lobby: this.#lobby, name, max_players: SEATS },
      null,
    );
    if (!created) return;
    this.#party = String(created['party_id']);
    this.#made.parties.push({ party_id: this.#party, lobby: this.#lobby, max_players: SEATS });
    const players = Array.from({ length: SEATS }, token);
    const joined = await Promise.all(players.map((player_id) => this.#join(player_id)));
    const members = players.filter((_, i) => joined[i]);
    await Promise.all(members.map((player_id) => this.#setReady(player_id)));
    const leaving = members[0];
    if (leaving !== undefined) await this.#leave(leaving);
    await this.#rename(leader);
    await this.#goOnRun(leader);
    if (!this.#load.isOver()) await this.#rename(leader);
  }

  #join(player_id: string): Promise<Body | null> {
    const mark = token();
    return this.#write('join', `/party/${this.#party}/join`, { player_id, class: mark }, `"class":"${mark}"`);
  }

  #setReady(player_id: string): Promise<Body | null> {
    const mark = token();
    return this.#write('ready', `/party/${this.#party}/ready`, { player_id, class: mark }, `"class":"${mark}"`);
  }

  #leave(player_id: string): Promise<Body | null> {
    return this.#write('leave', `/party/${this.#party}/leave`, { player_id }, `"left":["${player_id}"]`);
  }

  async #rename(player_id: string): Promise<void> {
    const name = token();
    await this.#write('update', `/party/${this.#party}`, { player_id, name }, `"name":"${name}"`, 'PATCH');
  }

  async #goOnRun(player_id: string): Promise<void> {
    // Which session it is is only known from the answer, which has no version of the party.
    const started = await this.#write('start', '/session', { party_id: this.#party, player_id, force: true }, null);
    if (!started) return;
    const session = String(started['session_id']);
    this.#made.sessions.push({ session_id: session, player: player_id });
    const write = (what: string, body: object, mark: string) =>
      this.#write(what, `/session/${session}/${what}`, { player_id, ...body }, mark, 'POST', `session:${session}`);
    if (!(await write('start', {}, '"status":"in_progress"'))) return;
    for (let floor = 1; floor <= 3; floor++) {
      const key = token();
      await write('progress', { current_floor: floor, progress: { [key]: floor } }, `"${key}":`);
    }
    await write('complete', {}, '"status":"complete"');
  }

  async #write(
    what: string,
    path: string,
    body: object,
    mark: string | null,
    method = 'POST',
    subject?: string,
  ): Promise<Body | null> {
    const answer = await this.#load.rest.write({
      what,
      method,
      path,
      body,
      player: 'player_id' in body ? String(body.player_id) : '',
      subject: mark === null ? null : (subject ?? `party:${this.#party}`),
      mark,
      placeIn: ({ version }) => Number(version),
    });
    await delay(PAUSE_MS);
    return answer;
  }
}
