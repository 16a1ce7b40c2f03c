import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { matchMaker } from '@colyseus/core';
import type { Room } from '@colyseus/sdk';
import { type FakeClock, readJson, type TestApp, until } from '../support/app.ts';

export type Via = 'rest' | 'message';

type TicketRow = { ticket_id: string; party_id: string | null; match_id: string | null; players: string[] };
type PartyRow = { party_id: string; leader_id: string | null; session_id: string | null; members: string[] };

/** As in PlayerRoom. */
const LOOK_EVERY_MS = 500;

/** What is stored of one lobby at one moment. */
export type Stored = {
  tickets: TicketRow[];
  matches: { match_id: string; tickets: string[] }[];
  parties: PartyRow[];
  sessions: { session_id: string; status: string; players: string[]; parties: string[] }[];
};

/** One lobby of the real server, which players use by REST and by its room, and what is stored of it. */
export class Doors {
  readonly #app: TestApp;
  readonly #clock: FakeClock;
  readonly #lobby: string;
  readonly #rooms = new Map<string, Room>();
  readonly #db: DatabaseSync;
  readonly #lastTicket = new Map<string, string>();

  constructor(app: TestApp, clock: FakeClock, lobby: string) {
    this.#app = app;
    this.#clock = clock;
    this.#lobby = lobby;
    this.#db = new DatabaseSync(join(app.dataDir, 'muster.db'), { readOnly: true });
  }

  async connect(player: string): Promise<void> {
    if (this.#rooms.has(player)) return;
    const room = await this.#app.sdk.joinOrCreate('lobby', { lobby: this.#lobby, player_id: player });
    for (const type of ['ticket', 'party', 'session', 'invited']) room.onMessage(type, () => undefined);
    this.#rooms.set(player, room);
  }

  /** Leaves, or is gone without a word. */
  async vanish(player: string, says: boolean): Promise<void> {
    const room = this.#rooms.get(player);
    this.#rooms.delete(player);
    if (!room) return;
    room.reconnection.enabled = false;
    if (says) await room.leave();
    else room.connection.close();
  }

  /** Answers the kind of a refusal, or `ok`. */
  async queue(
    via: Via,
    player: string,
    type: 'join' | 'leave' | 'accept' | 'decline',
    input: object = {},
  ): Promise<string> {
    const known = this.#lastTicket.get(player) ?? '00000000-0000-4000-8000-000000000000';
    const answer =
      via === 'rest' ? await this.#byRest(player, type, known, input) : await this.#byMessage(player, type, input);
    if (answer.ticket_id !== undefined) this.#lastTicket.set(player, answer.ticket_id);
    return answer.kind ?? 'ok';
  }

  async party(player: string, path: string, body: object = {}): Promise<string> {
    const response = await this.#app.send('POST', path, { player_id: player, ...body });
    return (await readJson<{ kind?: string }>(response)).kind ?? 'ok';
  }

  create(player: string): Promise<string> {
    return this.party(player, '/party', { lobby: this.#lobby });
  }

  knowsTicket(player: string, ticketId: string | undefined): boolean {
    return ticketId !== undefined && this.#lastTicket.get(player) === ticketId;
  }

  /** Advances the clock, and waits for the room's look at what is due. */
  async wait(ms: number): Promise<void> {
    const room = matchMaker.getLocalRoomById(`lobby-${this.#lobby}`);
    if (!room) return this.#clock.advance(ms);
    // The room looks once per step of its clock, however much time has passed: it catches up with those that it has missed.
    let looks = 0;
    const counter = room.clock.setInterval(() => (looks += 1), LOOK_EVERY_MS);
    this.#clock.advance(ms);
    const isGone = () => matchMaker.getLocalRoomById(room.roomId) !== room;
    await until(() => looks >= ms / LOOK_EVERY_MS || isGone(), 'the looks at what is due');
    counter.clear();
    await this.#settled();
  }

  /** Each refusal goes through the room's writer, so after some of them all that a look has found is stored. */
  async #settled(): Promise<void> {
    for (let i = 0; i < 4; i++) await this.#byMessage('nobody', 'accept', {});
  }

  /** In one snapshot. */
  stored(): Stored {
    this.#db.exec('begin');
    try {
      return this.#read();
    } finally {
      this.#db.exec('commit');
    }
  }

  #read(): Stored {
    const all = <T>(sql: string) => this.#db.prepare(sql).all(this.#lobby) as T[];
    const of = (rows: { id: string; player_id: string }[], id: string) =>
      rows.filter((row) => row.id === id).map(({ player_id }) => player_id);
    const searchers = all<{ id: string; player_id: string }>(
      'select ticket_id as id, player_id from ticket_player where lobby = ? and is_waiting',
    );
    const members = all<{ id: string; player_id: string }>(
      'select party_id as id, player_id from dungeon_party_member where lobby = ?',
    );
    const inRuns = all<{ id: string; player_id: string; presence: string; team_party_id: string | null }>(
      'select p.session_id as id, player_id, presence, team_party_id from session_player p join session s on s.session_id = p.session_id where s.lobby = ?',
    );
    return {
      tickets: all<TicketRow>(
        'select ticket_id, party_id, match_id from ticket where lobby = ? and ended_at is null',
      ).map((row) => ({ ...row, players: of(searchers, row.ticket_id) })),
      matches: all<{ match_id: string; teams: string }>('select match_id, teams from queue_match where lobby = ?').map(
        ({ match_id, teams }) => ({ match_id, tickets: (JSON.parse(teams) as string[][]).flat() }),
      ),
      parties: all<PartyRow>('select party_id, leader_id, session_id from dungeon_party where lobby = ?').map(
        (row) => ({ ...row, members: of(members, row.party_id) }),
      ),
      sessions: all<{ session_id: string; status: string; party_id: string }>(
        'select session_id, status, party_id from session where lobby = ?',
      ).map(({ session_id, status, party_id }) => {
        const players = inRuns.filter(({ id, presence }) => id === session_id && presence !== 'left');
        const teams = new Set(
          inRuns.filter(({ id }) => id === session_id).map(({ team_party_id }) => team_party_id ?? party_id),
        );
        return { session_id, status, players: players.map(({ player_id }) => player_id), parties: [...teams] };
      }),
    };
  }

  /** Cleans up so that the lobby's room can end. */
  async close(): Promise<void> {
    const { tickets, parties } = this.stored();
    for (const { ticket_id, players } of tickets)
      await this.#app.send('DELETE', `/queue/${ticket_id}`, { player_id: players[0]! });
    for (const { party_id, members } of parties)
      for (const player of members) await this.party(player, `/party/${party_id}/leave`);
    for (const player of [...this.#rooms.keys()]) await this.vanish(player, true);
    this.#db.close();
  }

  async #byRest(
    player: string,
    type: string,
    ticketId: string,
    input: object,
  ): Promise<{ kind?: string; ticket_id?: string }> {
    const body = { player_id: player, ...input };
    if (type === 'join') return readJson(await this.#app.send('POST', '/queue', { lobby: this.#lobby, ...body }));
    const [method, path] = type === 'leave' ? ['DELETE', `/queue/${ticketId}`] : ['POST', `/queue/${ticketId}/${type}`];
    return readJson(await this.#app.send(method, path, body));
  }

  async #byMessage(player: string, type: string, input: object): Promise<{ kind?: string; ticket_id?: string }> {
    await this.connect(player);
    try {
      return (await this.#rooms.get(player)!.request(`queue.${type}`, input)).ticket;
    } catch (error) {
      const { kind } = (error as { reason?: { kind: string } }).reason ?? {};
      assert.ok(kind, String(error));
      return { kind };
    }
  }
}

/** What must hold whatever happened. */
export function assertSound({ tickets, matches, parties, sessions }: Stored): void {
  const once = (players: string[], what: string) => assert.equal(new Set(players).size, players.length, what);
  once(
    tickets.flatMap(({ players }) => players),
    'nobody in two queues',
  );
  once(
    parties.flatMap(({ members }) => members),
    'nobody in two parties',
  );
  once(
    matches.flatMap((match) => match.tickets),
    'no ticket in two matches',
  );
  once(
    sessions.filter(({ status }) => status !== 'complete').flatMap(({ players }) => players),
    'nobody in two sessions',
  );
  for (const { match_id, tickets: of } of matches) {
    const inIt = tickets.filter((ticket) => ticket.match_id === match_id).map(({ ticket_id }) => ticket_id);
    assert.deepEqual(inIt.toSorted(), of.toSorted(), 'a match has its tickets, and they are in the queue');
  }
  for (const { match_id } of tickets)
    assert.ok(match_id === null || matches.some((match) => match.match_id === match_id));
  for (const { party_id, players } of tickets) {
    const party = parties.find(({ members }) => members.includes(players[0]!));
    assert.equal(party?.party_id ?? null, party_id, 'who is in a party looks for it, and nobody else does');
    if (party)
      assert.deepEqual(
        [party.members, party.session_id],
        [players, null],
        'all members of a party that is on no run look for more',
      );
  }
  for (const { session_id, members } of parties) {
    const run = sessions.find((session) => session.session_id === session_id);
    if (run)
      assert.deepEqual(
        members.filter((member) => !run.players.includes(member)),
        [],
        'members of a party on a run are in it',
      );
  }
}
