import { type IRoomCache, matchMaker } from '@colyseus/core';
import { RedisDriver } from '@colyseus/redis-driver';
import type { Redis } from 'ioredis';
import type { Log } from '../log.ts';

const ROOMS = 'roomcaches';

/** Rows that are looked up at once. */
const ROWS_AT_ONCE = 500;

/** Changes the row of a room only if it belongs to the process. ARGV: the room's id, the process, and the new row, if it is not to be deleted. */
const IF_OWN = `
  local row = redis.call('HGET', KEYS[1], ARGV[1])
  if row and cjson.decode(row).processId ~= ARGV[2] then return 0 end
  if ARGV[3] then return redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
  return redis.call('HDEL', KEYS[1], ARGV[1])`;

/**
 * Colyseus's list of the rooms of all processes, in Redis. A process that lost a room must not delete its successor's row, which the
 * stock driver does. Rooms of this process are known without Redis, and rows that could not be written are written later.
 */
export class OwnedRoomsDriver extends RedisDriver {
  readonly #commands: Redis;
  readonly #log: Log;
  /** The rows of this process's rooms. */
  readonly #own = new Map<string, IRoomCache>();

  constructor(commands: Redis, log: Log) {
    super(commands);
    this.#commands = commands;
    this.#log = log;
  }

  override async has(roomId: string): Promise<boolean> {
    return this.#own.has(roomId) || (await super.has(roomId));
  }

  override async query(...[conditions, sort]: Parameters<RedisDriver['query']>): Promise<IRoomCache[]> {
    const isOwn = conditions.processId === matchMaker.processId && Object.keys(conditions).length === 1;
    return isOwn ? [...this.#own.values()] : super.query(conditions, sort);
  }

  override async findOne(...[conditions, sort]: Parameters<RedisDriver['findOne']>): Promise<IRoomCache> {
    const own = conditions.roomId === undefined ? undefined : this.#own.get(conditions.roomId);
    return own ?? super.findOne(conditions, sort);
  }

  override async update(room: IRoomCache, operations: Parameters<RedisDriver['update']>[1]): Promise<boolean> {
    const { $set = {}, $inc = {} } = operations;
    Object.assign(room, $set);
    for (const [field, by] of Object.entries($inc as Record<string, number>)) room[field as 'clients'] += by;
    return this.#tried(() => this.#ifOwn(room.roomId, JSON.stringify(room)));
  }

  /** The process has claimed the room, so that the row of a previous owner is overwritten. */
  override async persist(room: IRoomCache, create?: boolean): Promise<boolean> {
    this.#own.set(room.roomId, room);
    return this.#tried(() => super.persist(room, create));
  }

  override async remove(roomId: string): Promise<boolean> {
    this.#own.delete(roomId);
    return this.#tried(() => this.#ifOwn(roomId));
  }

  override async cleanup(processId: string): Promise<void> {
    await this.#tried(async () => (await super.cleanup(processId), true));
  }

  /** Deletes the rows of processes that have died, and writes those of this one that Redis does not have, because it was away or emptied. */
  async keep(died: string[]): Promise<void> {
    for (const processId of died) if (processId !== matchMaker.processId) await this.cleanup(processId);
    await this.#tried(async () => {
      const own = [...this.#own];
      for (let i = 0; i < own.length; i += ROWS_AT_ONCE) {
        const some = own.slice(i, i + ROWS_AT_ONCE);
        const known = await super.findByIds(some.map(([roomId]) => roomId));
        const missing = some.filter(
          ([roomId]) => known.get(roomId)?.processId !== matchMaker.processId && this.#own.has(roomId),
        );
        await Promise.all(missing.map(([, room]) => super.persist(room)));
      }
      return true;
    });
  }

  /** The connection is closed by its owner. */
  override async shutdown(): Promise<void> {}

  async #ifOwn(roomId: string, row?: string): Promise<boolean> {
    const args = [roomId, matchMaker.processId, ...(row === undefined ? [] : [row])];
    await this.#commands.eval(IF_OWN, 1, ROOMS, ...args);
    return true;
  }

  async #tried(work: () => Promise<boolean>): Promise<boolean> {
    try {
      return await work();
    } catch (error) {
      this.#log.debug({ err: error }, 'Redis did not take a row');
      return false;
    }
  }
}
