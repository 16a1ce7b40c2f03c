import { REPORTERS_MAX } from '../../domain/limits.ts';
import { ANNOUNCEMENTS_KEPT_MAX } from '../limits.ts';
import { dungeons, joinRequests, sessions, silences } from './dungeon-tables.ts';
import type { ColumnTypes, Migration } from './Engine.ts';
import { finder, ticketTopics, topicIndexes, topics } from './finder-tables.ts';

/** Confirmed totals are kept in billions of GP and a rest. Part of a released migration: never changed. */
export const BILLION = 1_000_000_000;

/** In order; a released one is never changed. docs/data.md describes the tables. */
export const MIGRATIONS: readonly Migration[] = [
  (t) => [...counters(t), ...dropParties(t), ...drops(t), ...reporters(t), ...dungeons(t), ...sessions(t), ...told(t)],
  ({ real }) => ['dungeon_party_member', 'session_player'].map((table) => silences(table, real)),
  ({ text, keyed }) => [`create table installation (name ${text} primary key, value ${text} not null) ${keyed}`],
  ({ id, real, text, json, end }) => [
    `create table audit (
      id ${id}, at ${real} not null, who ${text} not null, act ${text} not null, target ${text} not null,
      details ${json} not null
    ) ${end}`,
  ],
  (t) => [...trust(t), ...trustBefore(), ...mutes(t)],
  feed,
  ({ int, real, text, end }) => [
    `create table operator_document (
      id ${int} primary key check (id = 1), version ${int} not null, text ${text} not null, saved_at ${real} not null
    ) ${end}`,
  ],
  (t) => [...ticketTopics(t), ...finder(t)],
  moments,
  joinRequests,
];

function counters({ text, int, keyed }: ColumnTypes): string[] {
  return [
    `create table counter (name ${text} primary key, value ${int} not null) ${keyed}`,
    `insert into counter (name, value) values ('drop_party', 0), ('ended_drop_party', 0), ('announcement', 0)`,
  ];
}

/** The exact total is avg_drop * total_drops + avg_rest, so that no column overflows. */
function dropParties({ int, real, text, bool, end }: ColumnTypes): string[] {
  return [
    `create table drop_party (
      id ${int} primary key check (id > 0), world ${int} not null, world_type ${text},
      avg_drop ${int} not null default 0 check (avg_drop >= 0), avg_rest ${int} not null default 0 check (avg_rest >= 0),
      total_drops ${int} not null default 0,
      total_value ${real} generated always as (cast(avg_drop as double precision) * total_drops + avg_rest) stored,
      is_active ${bool} not null default true, created_at ${real} not null, last_drop_at ${real} not null,
      ended_at ${real}, ended_place ${int} unique, median_drop ${int},
      witnesses ${int} not null default 0, is_settled ${bool} not null default false,
      check (is_active = (ended_at is null) and is_active = (ended_place is null) and is_active = (median_drop is null))
    ) ${end}`,
    `create unique index drop_party_running on drop_party (world) where is_active`,
    `create index drop_party_active on drop_party (id) where is_active`,
    `create index drop_party_unsettled on drop_party (id) where not is_settled and not is_active`,
    `create index drop_party_world on drop_party (world, id)`,
    `create index drop_party_history on drop_party (world, ended_place)`,
    `create index drop_party_ended_at on drop_party (ended_at)`,
  ];
}

function drops({ id, int, real, text, bool, end, keyed }: ColumnTypes): string[] {
  return [
    `create table "drop" (
      id ${id}, drop_party_id ${int} not null references drop_party (id), number ${int} not null check (number > 0),
      item_id ${int} not null, item_name ${text} not null, quantity ${int} not null,
      value ${int} not null check (value >= 0), dropped_at ${real} not null, plane ${int}, x ${int}, y ${int},
      witnesses ${int} not null, alone ${bool} not null default true,
      unique (drop_party_id, number), check ((plane is null) = (x is null) and (plane is null) = (y is null))
    ) ${end}`,
    `create index drop_biggest on "drop" (drop_party_id, value desc, number)`,
    `create table drop_witness (
      drop_party_id ${int} not null, number ${int} not null, reporter ${text} not null, tick ${int},
      seen_at ${real} not null, place ${int} not null, primary key (drop_party_id, number, reporter),
      foreign key (drop_party_id, number) references "drop" (drop_party_id, number)
    ) ${keyed}`,
    `create table drop_party_value (
      drop_party_id ${int} not null references drop_party (id), value ${int} not null,
      drops ${int} not null check (drops > 0), primary key (drop_party_id, value)
    ) ${keyed}`,
  ];
}

function reporters({ id, int, real, text, end, keyed }: ColumnTypes): string[] {
  return [
    `create table drop_party_reporter (
      drop_party_id ${int} not null references drop_party (id), reporter ${text} not null,
      place ${int} not null check (place between 1 and ${REPORTERS_MAX}),
      primary key (drop_party_id, reporter), unique (drop_party_id, place)
    ) ${keyed}`,
    `create table world_reporter (
      id ${id}, world ${int} not null, reporter ${text} not null, since ${real} not null, last ${real} not null,
      unique (world, reporter)
    ) ${end}`,
  ];
}

/** The exact confirmed total is confirmed_billions * 1,000,000,000 + confirmed_rest, so that no column overflows. */
function trust({ int, real, text, bool, json }: ColumnTypes): string[] {
  const columns = (table: string, all: string[]) => all.map((column) => `alter table ${table} add column ${column}`);
  return [
    ...columns('"drop"', [`reporter ${text}`, `source ${text}`, `ingest_key ${text}`, `vouchers ${json}`]),
    ...columns(
      '"drop"',
      ['confirmed', 'suspect', 'approved'].map((flag) => `${flag} ${bool} not null default false`),
    ),
    ...columns('"drop"', [`removed_at ${real}`]),
    ...columns('drop_party', [
      `removed_drops ${int} not null default 0`,
      `confirmed_drops ${int} not null default 0 check (confirmed_drops >= 0)`,
      `confirmed_billions ${int} not null default 0 check (confirmed_billions >= 0)`,
      `confirmed_rest ${int} not null default 0 check (confirmed_rest between 0 and ${BILLION - 1})`,
    ]),
    `create index drop_suspect on "drop" (reporter, source) where suspect`,
  ];
}

/** Sources were not stored, so a drop that two reporters saw counts as confirmed. Watchers need a full resync for the new figures. */
function trustBefore(): string[] {
  const ofParty = `from "drop" where drop_party_id = drop_party.id and confirmed`;
  const billions = `(select coalesce(cast(sum(value / ${BILLION}) as bigint), 0) ${ofParty})`;
  const rests = `(select coalesce(cast(sum(value % ${BILLION}) as bigint), 0) ${ofParty})`;
  return [
    `update "drop" set confirmed = true where witnesses >= 2`,
    `update drop_party set confirmed_drops = (select count(*) ${ofParty}),
      confirmed_billions = ${billions} + ${rests} / ${BILLION}, confirmed_rest = ${rests} % ${BILLION}`,
    `update "drop" set reporter = (select w.reporter from drop_witness w
        where w.drop_party_id = "drop".drop_party_id and w.number = "drop".number and w.place = 1)
      where drop_party_id in (select id from drop_party where is_active)`,
    `delete from topic_update where topic in (select name from topic where kind = 'drops')`,
    `update topic set seq = seq + 1 where kind = 'drops'`,
  ];
}

/** What witnesses said of when a drop despawns, and what was learnt of their tick counters. */
function moments({ int, real }: ColumnTypes): string[] {
  const ticks = ['drop_witness add column despawns_in', 'drop_witness add column public_in', '"drop" add column dies'];
  return [
    ...[...ticks, 'world_reporter add column tick_offset'].map((column) => `alter table ${column} ${int}`),
    `alter table world_reporter add column repeats ${int} not null default 0`,
    `alter table world_reporter add column repeats_since ${real} not null default 0`,
  ];
}

/** The mutes that stored drops have been recounted for. */
function mutes({ text, keyed }: ColumnTypes): string[] {
  return [
    `create table mute (
      kind ${text} not null check (kind in ('reporter', 'source')), hash ${text} not null, primary key (kind, hash)
    ) ${keyed}`,
  ];
}

/** The numbers of updates in the order in which several processes stored them; null while there is only one process. */
function feed({ int }: ColumnTypes): string[] {
  return [
    `alter table topic_update add column feed ${int}`,
    `create unique index topic_update_feed on topic_update (feed) where feed is not null`,
    `insert into counter (name, value) values ('feed', 0)`,
  ];
}

/** For watchers, webhook receivers and repeated requests. Updates and announcements overwrite the oldest, slot by slot. */
function told(types: ColumnTypes): string[] {
  const { int, real, text, json, end, keyed } = types;
  return [
    ...topics(types, ['drops', 'lobby', 'party', 'session'], ''),
    ...topicIndexes(),
    `create table announcement (
      slot ${int} primary key check (slot between 0 and ${ANNOUNCEMENTS_KEPT_MAX - 1}), seq ${int} not null unique,
      event ${text} not null, at ${real} not null, data ${json} not null
    ) ${end}`,
    `create table answer (
      id ${text} primary key, fingerprint ${text} not null, at ${real} not null, answer ${json} not null,
      bytes ${int} not null
    ) ${end}`,
    `create index answer_oldest on answer (at, id, bytes)`,
    `create table probe (id ${int} primary key, filler ${text} not null) ${end}`,
    `create table webhook_cursor (receiver ${text} primary key, seq ${int} not null, owed ${json} not null) ${keyed}`,
  ];
}
