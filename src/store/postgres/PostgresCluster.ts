import type { Beat, Claim, ClusterStore, Fence, KnownMembers, Member, SelfReport } from '../cluster.ts';
import type { Row } from '../sql/Engine.ts';
import { CONNECTED } from './ownership.ts';
import type { PostgresEngine } from './PostgresEngine.ts';

/** Seconds after its last beat for which a member without a connection is listed: others take it for dead long before. */
const LISTED_SECONDS = 60;

/** Counts the beat, and reads what is known of every member with it. */
const BEAT = `
  with self as (
    update muster_writer set beats = beats + 1, beat_at = now(), process = $2, has_redis = $3, is_leaving = $4
    where id = $1 returning id),
  connected as materialized (${CONNECTED}),
  held as (select count(*) as rooms, coalesce(sum(epoch), 0) as epochs from room_owner where member = $1)
  select w.id, w.process, w.beats, w.has_redis, w.is_leaving, c.member is not null as is_connected,
    (select value from counter where name = 'feed') as feed, held.rooms, held.epochs
  from held, muster_writer w left join connected c on c.member = w.id
  where w.id = $1 or (w.beats > 0 and (c.member is not null or w.beat_at > now() - interval '${LISTED_SECONDS} seconds'))`;

const CLAIM = `
  insert into room_owner (room, member) values ($1, $2)
  on conflict (room) do update set epoch = default, member = excluded.member
    where room_owner.member = $2 or not (room_owner.member = any(cast($3 as bigint[])) or room_owner.member > $4)
  returning epoch`;

const OWNER = `
  select w.process from room_owner o join muster_writer w on w.id = o.member where o.room = $1`;

const RELEASE = 'delete from room_owner where room = $1 and epoch = $2';

const EXPEL = `
  select pg_terminate_backend(pid) from (${CONNECTED}) connected where member = $1`;

const OWNERS = 'select room, epoch, member from room_owner';

/** Members and owners in tables of PostgreSQL. A claim has the row's lock, for which the fences of commits wait, and it for them. */
export class PostgresCluster implements ClusterStore {
  readonly #engine: PostgresEngine;

  constructor(engine: PostgresEngine) {
    this.#engine = engine;
  }

  get memberId(): number {
    return this.#engine.memberId;
  }

  async beat({ process, hasRedis, isLeaving }: SelfReport): Promise<Beat> {
    const rows = await this.#run(BEAT, [this.memberId, process, hasRedis, isLeaving]);
    const { feed, rooms, epochs } = rows[0] as { feed: number; rooms: number; epochs: number };
    return { members: rows.map(memberOf), feed, held: { rooms, epochs } };
  }

  async claim(room: string, { alive, newest }: KnownMembers): Promise<Claim> {
    for (;;) {
      const [claimed] = await this.#run(CLAIM, [room, this.memberId, `{${alive.join()}}`, newest]);
      if (claimed) return { type: 'owned', fence: { room, epoch: claimed['epoch'] as number } };
      const [owner] = await this.#run(OWNER, [room]);
      // Otherwise it was given up in between.
      if (owner) return { type: 'elsewhere', process: owner['process'] as string };
    }
  }

  async release({ room, epoch }: Fence): Promise<void> {
    await this.#run(RELEASE, [room, epoch]);
  }

  async expel(member: number): Promise<void> {
    await this.#run(EXPEL, [member]);
  }

  async owners(): ReturnType<ClusterStore['owners']> {
    const rows = await this.#run(OWNERS, []);
    return new Map(
      rows.map(({ room, epoch, member }) => [room as string, { member: member as number, epoch: epoch as number }]),
    );
  }

  /** One statement is a transaction of its own. */
  async #run(sql: string, parameters: unknown[]): Promise<Row[]> {
    const [rows] = await this.#engine.read([{ sql, parameters }]);
    return rows!;
  }
}

function memberOf(row: Row): Member {
  const { id, process, beats, has_redis, is_leaving, is_connected } = row as Record<string, unknown>;
  return {
    id: id as number,
    process: process as string,
    beats: beats as number,
    isConnected: is_connected as boolean,
    hasRedis: has_redis as boolean,
    isLeaving: is_leaving as boolean,
  };
}
