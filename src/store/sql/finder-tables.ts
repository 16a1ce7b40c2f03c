import { TOPIC_UPDATES_MAX } from '../limits.ts';
import type { ColumnTypes } from './Engine.ts';

/** The group finder's tickets and proposed matches, and the teams of its sessions. */
export function finder({ id, int, real, text, bool, json, end, keyed }: ColumnTypes): string[] {
  return [
    `create table ticket (
      id ${id}, ticket_id ${text} not null unique, lobby ${text} not null,
      game_type ${text} not null check (game_type in ('coop', 'pvp')), party_id ${text}, wishes ${json} not null,
      match_id ${text}, is_ahead ${bool} not null default false, version ${int} not null check (version > 0),
      created_at ${real} not null, updated_at ${real} not null, ended_at ${real}, reason ${text}, session_id ${text},
      matched_region ${text}, check ((ended_at is null) = (reason is null) and (ended_at is null or match_id is null))
    ) ${end}`,
    `create index ticket_waiting on ticket (lobby) where ended_at is null`,
    `create index ticket_match on ticket (match_id) where match_id is not null`,
    `create index ticket_ended on ticket (ended_at) where ended_at is not null`,
    `create index ticket_matched on ticket (lobby, ended_at) where reason = 'matched'`,
    `create table ticket_player (
      id ${id}, ticket_id ${text} not null references ticket (ticket_id) on delete cascade, lobby ${text} not null,
      player_id ${text} not null, name ${text} not null, class ${text}, data ${json} not null check (data like '{%'),
      accepted ${bool} not null default false, is_waiting ${bool} not null default true, unique (ticket_id, player_id)
    ) ${end}`,
    `create unique index ticket_player_waiting on ticket_player (lobby, player_id) where is_waiting`,
    `create table queue_match (
      match_id ${text} primary key, lobby ${text} not null, game_type ${text} not null, difficulty ${text} not null,
      region ${text} not null, teams ${json} not null, created_at ${real} not null, deadline_at ${real} not null
    ) ${keyed}`,
    `create index queue_match_lobby on queue_match (lobby)`,
    `alter table session_player add column team_party_id ${text}`,
  ];
}

/** A new kind of topic needs new tables: no engine can widen a check of a column that both can. */
export function ticketTopics(types: ColumnTypes): string[] {
  const columns = 'topic, slot, seq, event, at, data, for_members, members_only, feed';
  return [
    ...topics(types, ['drops', 'lobby', 'party', 'session', 'ticket'], '_wider'),
    `alter table topic_update_wider add column feed ${types.int}`,
    `insert into topic_wider select name, kind, seq, told_at, ended_at from topic`,
    `insert into topic_update_wider (${columns}) select ${columns} from topic_update`,
    `drop table topic_update`,
    `drop table topic`,
    `alter table topic_wider rename to topic`,
    `alter table topic_update_wider rename to topic_update`,
    ...topicIndexes(),
    `create unique index topic_update_feed on topic_update (feed) where feed is not null`,
  ];
}

/** The tables of topics and their updates. Part of released migrations: never changed. */
export function topics(
  { int, real, text, bool, json, end, keyed }: ColumnTypes,
  kinds: string[],
  suffix: string,
): string[] {
  const list = kinds.map((kind) => `'${kind}'`).join(', ');
  return [
    `create table topic${suffix} (
      name ${text} primary key, kind ${text} not null check (kind in (${list})),
      seq ${int} not null check (seq > 0), told_at ${real} not null, ended_at ${real}
    ) ${keyed}`,
    `create table topic_update${suffix} (
      topic ${text} not null references topic${suffix} (name) on delete cascade,
      slot ${int} not null check (slot between 0 and ${TOPIC_UPDATES_MAX - 1}), seq ${int} not null,
      event ${text} not null, at ${real} not null, data ${json} not null, for_members ${json},
      members_only ${bool} not null, primary key (topic, slot)
    ) ${end}`,
  ];
}

export function topicIndexes(): string[] {
  return [
    `create index topic_kind on topic (kind)`,
    `create index topic_ended on topic (kind, ended_at) where ended_at is not null`,
  ];
}
