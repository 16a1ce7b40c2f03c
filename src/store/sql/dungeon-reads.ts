import { type RawBuilder, sql } from 'kysely';
import type { Invite, JoinRequest, Member, DungeonParty } from '../../domain/dungeons/dungeon-party.ts';
import type { Session, SessionPlayer } from '../../domain/sessions/session.ts';
import type { ActiveSession, Numbered } from '../store.ts';
import type { Row } from './Engine.ts';
import { prepare, type Query } from './statement.ts';

const CHILDREN = [
  'dungeon_party_member',
  'dungeon_party_ban',
  'dungeon_party_invite',
  'dungeon_party_request',
  'dungeon_party_declined',
] as const;

/** Six statements that read the dungeon parties matching the condition. */
function partiesWhere<Values extends object>(which: (values: Values) => RawBuilder<unknown>) {
  const parties = prepare<Values>((values) => sql`select * from dungeon_party p where ${which(values)} order by p.id`);
  const children = CHILDREN.map((table) =>
    prepare<Values>(
      (values) => sql`
        select c.* from dungeon_party p join ${sql.table(table)} c on c.party_id = p.party_id
        where ${which(values)} order by p.id, c.id`,
    ),
  );
  return (values: Values): Query[] => [parties(values), ...children.map((child) => child(values))];
}

export const partiesOfLobby = partiesWhere<{ lobby: string }>(({ lobby }) => sql`p.lobby = ${lobby}`);
export const partyById = partiesWhere<{ party_id: string }>(({ party_id }) => sql`p.party_id = ${party_id}`);
export const lobbyNames = prepare(
  () => sql`select lobby from dungeon_party union select lobby from ticket where ended_at is null`,
);

/** The numbers of their newest updates. */
const partyNumbers = prepare<{ lobby: string }>(
  ({ lobby }) => sql`
    select p.party_id, t.seq from dungeon_party p join topic t on t.name = 'party:' || p.party_id
    where p.lobby = ${lobby}`,
);

export function numberedParties(of: { lobby: string }): Query[] {
  return [...partiesOfLobby(of), partyNumbers(of)];
}

export function numberedPartiesOf(rows: Row[][]): Numbered<DungeonParty>[] {
  const numbers = new Map(rows.at(-1)!.map(({ party_id, seq }) => [party_id, seq as number]));
  return dungeonPartiesOf(rows).map((value) => ({ seq: numbers.get(value.party_id) ?? 0, value }));
}

type OfParty = { party_id: string; player_id: string };

/** In order of creation. */
export function dungeonPartiesOf([parties, ...children]: Row[][]): DungeonParty[] {
  const [members, bans, invites, requests, declined] = CHILDREN.map((_, i) =>
    Map.groupBy(children[i] as OfParty[], ({ party_id }) => party_id),
  );
  return parties!.map((row): DungeonParty => {
    const { id: _, data, locked, ...party } = row as Omit<DungeonParty, 'data' | 'locked'> & Row & { data: string };
    const { party_id } = party;
    return {
      ...party,
      data: JSON.parse(data),
      locked: Boolean(locked),
      members: (members!.get(party_id) ?? []).map(memberOf),
      banned: new Set((bans!.get(party_id) ?? []).map(({ player_id }) => player_id)),
      invites: new Map((invites!.get(party_id) ?? []).map((invite) => [invite.player_id, inviteOf(invite)])),
      requests: new Map((requests!.get(party_id) ?? []).map((request) => [request.player_id, requestOf(request)])),
      declined: new Map((declined!.get(party_id) ?? []).map((row) => [row.player_id, (row as Declined).until])),
    };
  });
}

function memberOf(row: Row): Member {
  const {
    player_id,
    name,
    class: played,
    data,
    ready,
    joined_at,
  } = row as Omit<Member, 'ready'> & Row & { data: string };
  const presence = presenceOf(row) as Member['presence'];
  return { player_id, name, class: played, data: JSON.parse(data), ready: Boolean(ready), presence, joined_at };
}

function inviteOf(row: Row): Invite {
  const { by, expires_at } = row as Invite;
  return { by, expires_at };
}

type Declined = OfParty & { until: number };

function requestOf(row: Row): JoinRequest {
  const { name, class: played, data, message, requested_at, expires_at } = row as JoinRequest & Row & { data: string };
  return { name, class: played, data: JSON.parse(data), message, requested_at, expires_at };
}

function presenceOf({ presence: status, away_since, heard_at }: Row) {
  return { status, ...(status === 'away' && { since: away_since }), ...(heard_at !== null && { heard_at }) };
}

/** Three statements that read the sessions matching the condition. */
function sessionsWhere<Values extends object>(which: (values: Values) => RawBuilder<unknown>) {
  const sessions = prepare<Values>((values) => sql`select * from session s where ${which(values)} order by s.id`);
  const players = prepare<Values>(
    (values) => sql`
      select c.* from session s join session_player c on c.session_id = s.session_id
      where ${which(values)} order by s.id, c.id`,
  );
  const progress = prepare<Values>(
    (values) => sql`
      select c.* from session s join session_progress c on c.session_id = s.session_id where ${which(values)}`,
  );
  return (values: Values): Query[] => [sessions(values), players(values), progress(values)];
}

export const sessionById = sessionsWhere<{ session_id: string; after: number }>(
  ({ session_id, after }) =>
    sql`s.session_id = ${session_id} and (s.completed_at is null or s.completed_at > ${after})`,
);
const underWay = sessionsWhere(() => sql`s.status <> 'complete'`);

/** The numbers of their newest updates and of those of their parties, and who may see the parties. */
const sessionNumbers = prepare(
  () => sql`
    select s.session_id, st.seq, p.privacy, pt.seq as party_seq from session s
    left join topic st on st.name = 'session:' || s.session_id
    left join dungeon_party p on p.party_id = s.party_id
    left join topic pt on pt.name = 'party:' || s.party_id
    where s.status <> 'complete'`,
);

export function numberedSessions(): Query[] {
  return [...underWay({}), sessionNumbers({})];
}

export function activeSessionsOf(rows: Row[][]): ActiveSession[] {
  const numbers = new Map((rows.at(-1) as NumbersRow[]).map((row) => [row.session_id, row]));
  return sessionsOf(rows).map((value) => {
    const { seq, party_seq, privacy } = numbers.get(value.session_id)!;
    return { seq: seq ?? 0, value, party: { seq: party_seq ?? 0, isPublic: privacy === 'public' } };
  });
}

type NumbersRow = { session_id: string; seq: number | null; party_seq: number | null; privacy: string | null };

type PlayerRow = Row & { session_id: string; player_id: string; was_missing: boolean; team_party_id: string | null };

/** In order of creation. */
export function sessionsOf([sessions, players, progress]: Row[][]): Session[] {
  const playersOf = Map.groupBy(players as PlayerRow[], ({ session_id }) => session_id);
  const progressOf = Map.groupBy(progress as { session_id: string }[], ({ session_id }) => session_id);
  return sessions!.map((row) => {
    const { session_id } = row as { session_id: string };
    return sessionOf(row, playersOf.get(session_id) ?? [], progressOf.get(session_id) ?? []);
  });
}

function sessionOf(row: Row, players: PlayerRow[], progress: Row[]): Session {
  const { id: _, status, position_x: x, position_y: y, bytes: _bytes, ...rest } = row;
  const { started_at, completed_at, outcome, result, ...run } = rest;
  const common = {
    ...run,
    current_position: { x, y },
    progress: Object.fromEntries(progress.map(({ name, value }) => [name, JSON.parse(value as string)])),
    players: players.map(playerOf),
    teams: teamsOf(players),
  };
  const missing = players.filter(({ was_missing }) => was_missing).map(({ player_id }) => player_id);
  if (status === 'waiting') return { status, ...common } as unknown as Session;
  const begun = { ...common, started_at, missing };
  if (status === 'in_progress') return { status, ...begun } as unknown as Session;
  return { status, ...begun, completed_at, outcome, result: JSON.parse(result as string) } as unknown as Session;
}

function teamsOf(players: PlayerRow[]): Session['teams'] {
  const inTeams = players.filter(({ team_party_id }) => team_party_id !== null);
  const teams = Map.groupBy(inTeams, ({ team_party_id }) => team_party_id!);
  return [...teams].map(([party_id, of]) => ({ party_id, players: of.map(({ player_id }) => player_id) }));
}

function playerOf(row: Row): SessionPlayer {
  const { player_id, name, class: played, data, ready } = row as Omit<SessionPlayer, 'ready'> & Row & { data: string };
  const presence = presenceOf(row) as SessionPlayer['presence'];
  return { player_id, name, class: played, data: JSON.parse(data), ready: Boolean(ready), presence };
}
