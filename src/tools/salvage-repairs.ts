import type { DatabaseSync } from 'node:sqlite';
import type { Say } from './command.ts';
import { confirmedFiguresOf, figuresOf } from './drop-figures.ts';
import { quoted } from './place.ts';
import { TABLES } from './schema.ts';

/** Makes the remaining rows consistent, so that a server can use them. Says what it changes. */
export function repair(db: DatabaseSync, say: Say): void {
  removeOrphans(db, say);
  recountDropParties(db, say);
  chooseLeaders(db, say);
  db.exec(`
    insert into counter (name, value) values ('drop_party', 0), ('ended_drop_party', 0), ('announcement', 0)
      on conflict do nothing;
    update counter set value = max(value, (select coalesce(max(id), 0) from drop_party)) where name = 'drop_party';
    update counter set value = max(value, (select coalesce(max(ended_place), 0) from drop_party)) where name = 'ended_drop_party';
    update counter set value = max(value, (select coalesce(max(seq), 0) from announcement)) where name = 'announcement';
    -- Watchers need a full resync, because no update told them what was lost.
    delete from topic_update;
    update topic set seq = seq + 1`);
}

type Reference = { id: number; table: string; from: string; to: string };

/** Deletes rows whose parent is lost, parents first. */
function removeOrphans(db: DatabaseSync, say: Say): void {
  for (const { name } of TABLES) {
    const references = db
      .prepare('select id, "table", "from", "to" from pragma_foreign_key_list(?)')
      .all(name) as Reference[];
    for (const columns of Map.groupBy(references, ({ id }) => id).values()) {
      const parent = columns[0]!.table;
      const same = columns
        .map(({ from, to }) => `parent.${quoted(to)} = ${quoted(name)}.${quoted(from)}`)
        .join(' and ');
      const exists = `exists (select 1 from ${quoted(parent)} parent where ${same})`;
      const { changes } = db.prepare(`delete from ${quoted(name)} where not ${exists}`).run();
      if (changes > 0) say(`${name}: removed ${changes} rows whose ${parent} is lost`);
    }
  }
}

type Party = Record<'id' | 'world' | 'created_at' | 'is_active' | 'total_drops' | 'removed_drops', number>;
type DropRow = Record<'id' | 'number' | 'value' | 'dropped_at' | 'confirmed', number> & { removed_at: number | null };

function recountDropParties(db: DatabaseSync, say: Say): void {
  const parties = db.prepare(
    'select id, world, created_at, is_active, total_drops, removed_drops from drop_party order by id',
  );
  const drops = db.prepare(
    'select id, number, value, dropped_at, confirmed, removed_at from "drop" where drop_party_id = ? order by number',
  );
  for (const party of parties.all() as Party[]) {
    const left = drops.all(party.id) as DropRow[];
    const were = party.total_drops + party.removed_drops;
    if (left.length === were && left.every(({ number }, i) => number === i + 1)) continue;
    renumber(db, party.id, left);
    recount(db, party, left);
    const remaining = `${left.length} of its ${were} drops are left`;
    say(`drop party ${party.id} of world ${party.world}: ${remaining}, renumbered and recounted`);
  }
  // The median of a running party is computed from these.
  db.exec(`
    delete from drop_party_value where drop_party_id in (select id from drop_party where is_active);
    insert into drop_party_value (drop_party_id, value, drops) select drop_party_id, value, count(*)
      from "drop" where drop_party_id in (select id from drop_party where is_active) and removed_at is null group by 1, 2;
    update drop_party set witnesses = (select coalesce(max(place), 0) from drop_party_reporter where drop_party_id = id)
      where is_active`);
}

/** From 1 without gaps, which rooms rely on. */
function renumber(db: DatabaseSync, partyId: number, drops: DropRow[]): void {
  const setNumber = db.prepare('update "drop" set number = ? where id = ?');
  const moveWitnesses = db.prepare('update drop_witness set number = ? where drop_party_id = ? and number = ?');
  for (const [i, { id, number }] of drops.entries()) {
    if (number === i + 1) continue;
    setNumber.run(i + 1, id);
    moveWitnesses.run(i + 1, partyId, number);
  }
}

function recount(db: DatabaseSync, { id, created_at, is_active }: Party, all: DropRow[]): void {
  const drops = all.filter(({ removed_at }) => removed_at === null);
  const confirmed = confirmedFiguresOf(drops.filter((drop) => drop.confirmed).map(({ value }) => value));
  const { total_drops, avg_drop, avg_rest, median_drop } = figuresOf(drops.map(({ value }) => value));
  const last = all.at(-1)?.dropped_at ?? created_at;
  db.prepare(
    `update drop_party set total_drops = ?, avg_drop = ?, avg_rest = ?, median_drop = ?, last_drop_at = ?,
      removed_drops = ?, confirmed_drops = ?, confirmed_billions = ?, confirmed_rest = ? where id = ?`,
  ).run(
    ...[total_drops, avg_drop, avg_rest, is_active ? null : median_drop, last, all.length - drops.length],
    ...[confirmed.confirmed_drops, confirmed.confirmed_billions, confirmed.confirmed_rest, id],
  );
}

/** Where the leader is lost, the first remaining player becomes leader. */
function chooseLeaders(db: DatabaseSync, say: Say): void {
  for (const [table, players, key] of [
    ['dungeon_party', 'dungeon_party_member', 'party_id'],
    ['session', 'session_player', 'session_id'],
  ]) {
    const own = `from ${players} p where p.${key} = ${table}.${key}`;
    const { changes } = db
      .prepare(
        `update ${table} set leader_id = (select player_id ${own} order by id limit 1)
         where leader_id is not null and not exists (select 1 ${own} and p.player_id = leader_id)
           or '${table}' = 'dungeon_party' and leader_id is null and exists (select 1 ${own})`,
      )
      .run();
    if (changes > 0) say(`${table}: ${changes} got a new leader, because theirs is lost`);
  }
}
