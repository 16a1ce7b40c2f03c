import type { ColumnTypes } from './Engine.ts';

// Parts of released migrations: never changed.

export function dungeons({ id, int, real, text, bool, json, end }: ColumnTypes): string[] {
  const ofParty = `party_id ${text} not null references dungeon_party (party_id) on delete cascade`;
  return [
    `create table dungeon_party (
      id ${id}, party_id ${text} not null unique, lobby ${text} not null, name ${text} not null,
      max_players ${int} not null check (max_players > 0),
      game_type ${text} not null check (game_type in ('solo', 'coop', 'pvp')),
      difficulty ${text} not null, region ${text} not null,
      privacy ${text} not null check (privacy in ('public', 'private')), password_hash ${text},
      locked ${bool} not null, data ${json} not null check (data like '{%'), leader_id ${text},
      join_code ${text} not null, session_id ${text}, version ${int} not null check (version > 0),
      created_at ${real} not null, updated_at ${real} not null, unique (lobby, join_code)
    ) ${end}`,
    `create table dungeon_party_member (
      id ${id}, ${ofParty}, lobby ${text} not null, player_id ${text} not null, name ${text} not null, class ${text},
      data ${json} not null check (data like '{%'), ready ${bool} not null default false,
      presence ${text} not null check (presence in ('rest', 'online', 'away')), away_since ${real},
      joined_at ${real} not null, unique (lobby, player_id), check ((presence = 'away') = (away_since is not null))
    ) ${end}`,
    `create index dungeon_party_member_party on dungeon_party_member (party_id)`,
    `create table dungeon_party_ban (
      id ${id}, ${ofParty}, player_id ${text} not null, unique (party_id, player_id)
    ) ${end}`,
    `create table dungeon_party_invite (
      id ${id}, ${ofParty}, player_id ${text} not null, "by" ${text} not null, expires_at ${real} not null,
      unique (party_id, player_id)
    ) ${end}`,
  ];
}

export function sessions({ id, int, real, text, bool, json, end, keyed }: ColumnTypes): string[] {
  const ofSession = `session_id ${text} not null references session (session_id) on delete cascade`;
  return [
    `create table session (
      id ${id}, session_id ${text} not null unique, party_id ${text} not null, lobby ${text} not null, leader_id ${text},
      game_type ${text} not null check (game_type in ('solo', 'coop', 'pvp')), difficulty ${text} not null,
      seed ${int} not null,
      status ${text} not null default 'waiting' check (status in ('waiting', 'in_progress', 'complete')),
      current_floor ${real} not null default 0, position_x ${real} not null default 0,
      position_y ${real} not null default 0, version ${int} not null check (version > 0), created_at ${real} not null,
      updated_at ${real} not null, ready_deadline_at ${real} not null, started_at ${real}, completed_at ${real},
      outcome ${text} check (outcome in ('completed', 'failed', 'abandoned')), result ${json}, bytes ${int},
      check ((status = 'complete') = (completed_at is not null) and (status = 'complete') = (outcome is not null))
    ) ${end}`,
    `create index session_active on session (id) where status <> 'complete'`,
    `create index session_complete on session (completed_at, id, bytes) where status = 'complete'`,
    `create table session_player (
      id ${id}, ${ofSession}, player_id ${text} not null, name ${text} not null, class ${text},
      data ${json} not null check (data like '{%'), ready ${bool} not null,
      presence ${text} not null check (presence in ('expected', 'rest', 'online', 'away', 'left')), away_since ${real},
      was_missing ${bool} not null default false, unique (session_id, player_id),
      check ((presence = 'away') = (away_since is not null))
    ) ${end}`,
    `create table session_progress (
      ${ofSession}, name ${text} not null, value ${json} not null, primary key (session_id, name)
    ) ${keyed}`,
  ];
}

/** When a player without a connection was last heard of, if that is long ago. */
export function silences(table: string, real: string): string {
  return `alter table ${table} add column heard_at ${real} check (heard_at is null or presence in ('rest', 'away'))`;
}

/** Who asks a dungeon party to be let in, and who was declined and may not ask yet. */
export function joinRequests({ id, real, text, json, end }: ColumnTypes): string[] {
  const ofParty = `id ${id}, party_id ${text} not null references dungeon_party (party_id) on delete cascade`;
  return [
    `create table dungeon_party_request (
      ${ofParty}, player_id ${text} not null, name ${text} not null, class ${text},
      data ${json} not null check (data like '{%'), message ${text} not null, requested_at ${real} not null,
      expires_at ${real} not null, unique (party_id, player_id)
    ) ${end}`,
    `create table dungeon_party_declined (
      ${ofParty}, player_id ${text} not null, until ${real} not null, unique (party_id, player_id)
    ) ${end}`,
  ];
}
