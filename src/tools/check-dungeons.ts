import type { Place } from './place.ts';

/** What must never be true of a dungeon party or session, and a query for the rows where it is. */
const CHECKS: readonly [problem: string, sql: string][] = [
  [
    'its leader is not one of its members',
    `select 'dungeon party ' || party_id as what from dungeon_party p where leader_id is not null and not exists (
      select 1 from dungeon_party_member m where m.party_id = p.party_id and m.player_id = p.leader_id)`,
  ],
  [
    'it has members and no leader',
    `select 'dungeon party ' || party_id as what from dungeon_party p where leader_id is null and exists (
      select 1 from dungeon_party_member m where m.party_id = p.party_id)`,
  ],
  [
    'it has more members than max_players',
    `select 'dungeon party ' || party_id as what from dungeon_party p where max_players < (
      select count(*) from dungeon_party_member m where m.party_id = p.party_id)`,
  ],
  [
    'a member is listed in another lobby',
    `select 'dungeon party ' || p.party_id as what from dungeon_party p
      join dungeon_party_member m on m.party_id = p.party_id where m.lobby <> p.lobby`,
  ],
  [
    'a member of a party of the lobby asks it to be let in',
    `select 'dungeon party ' || p.party_id as what from dungeon_party p
      join dungeon_party_request r on r.party_id = p.party_id
      join dungeon_party_member m on m.lobby = p.lobby and m.player_id = r.player_id`,
  ],
  [
    'its leader is not one of its players',
    `select 'session ' || session_id as what from session s where leader_id is not null and not exists (
      select 1 from session_player p where p.session_id = s.session_id and p.player_id = s.leader_id)`,
  ],
];

export async function* checkDungeons(place: Place): AsyncGenerator<string> {
  for (const [problem, sql] of CHECKS) {
    for (const { what } of await place.query(sql)) yield `${String(what)}: ${problem}`;
  }
  yield* checkVersions(place);
}

/** The newest update of a party or session carries its version. */
async function* checkVersions(place: Place): AsyncGenerator<string> {
  for (const [kind, table, key] of [
    ['party', 'dungeon_party', 'party_id'],
    ['session', 'session', 'session_id'],
  ] as const) {
    const rows = await place.query(`
      select o.${key} as id, o.version, u.data from ${table} o
        join topic t on t.name = '${kind}:' || o.${key}
        join topic_update u on u.topic = t.name and u.seq = t.seq`);
    for (const { id, version, data } of rows) {
      const told = (parsed(data as string)?.[kind] as { version?: number } | undefined)?.version;
      if (told === undefined || told === version) continue;
      yield `${table.replace('_', ' ')} ${String(id)}: version is ${String(version)}, but its newest update says ${told}`;
    }
  }
}

/** Null if it is not JSON, which is reported elsewhere. */
function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
