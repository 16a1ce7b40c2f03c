import { DatabaseSync } from 'node:sqlite';

const ENDED = 20_000;
const LIVE = 1_000;
const DROPS = 1_000_000;
const DROPS_PER_ENDED = 45;

/** Fills the file of an empty store. */
export function fillLarge(path: string, at: number): void {
  const db = new DatabaseSync(path);
  db.exec(`pragma synchronous = off; begin; ${largeContent(at)}; commit`);
  db.exec('pragma wal_checkpoint(truncate)');
  db.close();
}

/** Statements for either engine: 1,000,000 drops in 20,000 ended and 1,000 running parties, with dungeon parties and sessions. */
export function largeContent(at: number): string {
  const numbers = (count: number) =>
    `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count})`;
  const ended = ENDED * DROPS_PER_ENDED;
  const perLive = (DROPS - ended) / LIVE;
  return `
    ${numbers(ENDED + LIVE)}
    insert into drop_party (id, world, avg_drop, total_drops, is_active, created_at, last_drop_at, ended_at, ended_place, median_drop, is_settled)
    select i, case when i > ${ENDED} then i - ${ENDED} else i % 600 + 1 end, 2000,
      case when i > ${ENDED} then ${perLive} else ${DROPS_PER_ENDED} end, i > ${ENDED}, ${at} + i * 1000, ${at} + i * 1000,
      case when i <= ${ENDED} then ${at} + i * 1000 + 300000 end, case when i <= ${ENDED} then i end,
      case when i <= ${ENDED} then 2000 end, i <= ${ENDED} from n;
    ${numbers(DROPS)}
    insert into "drop" (drop_party_id, number, item_id, item_name, quantity, value, dropped_at, witnesses)
    select case when i <= ${ended} then (i - 1) / ${DROPS_PER_ENDED} + 1 else ${ENDED} + (i - ${ended} - 1) / ${perLive} + 1 end,
      case when i <= ${ended} then (i - 1) % ${DROPS_PER_ENDED} + 1 else (i - ${ended} - 1) % ${perLive} + 1 end,
      526 + i % 50, 'Dragon bones', 1, 2000 + i % 40, ${at} + i, i % 3 from n;
    insert into drop_party_value (drop_party_id, value, drops)
    select drop_party_id, value, count(*) from "drop" where drop_party_id > ${ENDED} group by 1, 2;
    insert into drop_party_reporter (drop_party_id, reporter, place)
    select id, 'reporter ' || id, 1 from drop_party where is_active;
    insert into drop_witness (drop_party_id, number, reporter, tick, seen_at, place)
    select drop_party_id, number, 'reporter ' || drop_party_id, null, dropped_at, 1 from "drop" where drop_party_id > ${ENDED};
    insert into world_reporter (world, reporter, since, last)
    select world, 'reporter ' || id, created_at, last_drop_at from drop_party where is_active;
    update counter set value = ${ENDED + LIVE} where name = 'drop_party';
    update counter set value = ${ENDED} where name = 'ended_drop_party';
    ${numbers(2_000)}
    insert into dungeon_party (party_id, lobby, name, max_players, game_type, difficulty, region, privacy, locked, data, leader_id, join_code, version, created_at, updated_at)
    select 'p' || i, 'lobby ' || (i % 20), 'Delvers', 4, 'coop', 'normal', '', 'public', false, '{}', 'player ' || i, 'code ' || i, 1, ${at}, ${at} from n;
    insert into dungeon_party_member (party_id, lobby, player_id, name, data, presence, joined_at)
    select party_id, lobby, leader_id, 'Ann', '{}', 'online', created_at from dungeon_party;
    ${numbers(9_000)}
    insert into session (session_id, party_id, lobby, game_type, difficulty, seed, status, version, created_at, updated_at, ready_deadline_at, completed_at, outcome, result, bytes)
    select 's' || i, 'p' || i, 'main', 'coop', 'normal', 7, case when i > 8000 then 'waiting' else 'complete' end, 1, ${at}, ${at}, ${at},
      case when i <= 8000 then ${at} end, case when i <= 8000 then 'completed' end, case when i <= 8000 then 'null' end, 500 from n;
    insert into session_player (session_id, player_id, name, data, ready, presence)
    select session_id, 'player ' || id, 'Ann', '{}', true, 'online' from session;
    ${numbers(50_000)}
    insert into answer (id, fingerprint, at, answer, bytes) select 'answer ' || i, 'print', ${at} + i, '{}', 2 from n`;
}
