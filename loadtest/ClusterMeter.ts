import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { MetricsReader } from '../test/support/metrics.ts';
import type { ProcessGroup } from '../test/support/ProcessGroup.ts';
import { cpuSeconds } from './measure/cpu.ts';

/** Since the group started: seconds of CPU of each process of Muster, of PostgreSQL and Redis; bytes of WAL, and into and out of Redis. */
type Reading = {
  muster: number[];
  postgres: number;
  redis: number;
  commits: number;
  walBytes: number;
  redisInBytes: number;
  redisOutBytes: number;
};

/** What was used within a measurement, of CPU beside what is used when idle. */
export type Used = Reading & { seconds: number };

/** Seconds of CPU per second. */
type Idle = Pick<Reading, 'muster' | 'postgres' | 'redis'>;

/** Reads what a group of processes and its Redis and PostgreSQL use. */
export class ClusterMeter {
  readonly #group: ProcessGroup;
  readonly #redis: Redis;
  #idle: Idle;

  constructor(group: ProcessGroup) {
    this.#group = group;
    this.#redis = new Redis(group.redis.url);
    this.#idle = { muster: group.processes.map(() => 0), postgres: 0, redis: 0 };
  }

  /** What is used when nothing happens. It is left out of later measurements. */
  async measureIdle(seconds: number): Promise<Idle> {
    const used = await this.measure(() => delay(seconds * 1_000));
    const perSecond = (cpu: number) => cpu / used.seconds;
    this.#idle = {
      muster: used.muster.map(perSecond),
      postgres: perSecond(used.postgres),
      redis: perSecond(used.redis),
    };
    return this.#idle;
  }

  /** What is used while `work` runs. */
  async measure(work: () => Promise<unknown>): Promise<Used> {
    const before = await this.#read();
    const began = performance.now();
    await work();
    const seconds = (performance.now() - began) / 1_000;
    const after = await this.#read();
    const idle = (cpu: number) => cpu * seconds;
    return {
      seconds,
      muster: after.muster.map((cpu, i) => cpu - before.muster[i]! - idle(this.#idle.muster[i]!)),
      postgres: after.postgres - before.postgres - idle(this.#idle.postgres),
      redis: after.redis - before.redis - idle(this.#idle.redis),
      commits: after.commits - before.commits,
      walBytes: after.walBytes - before.walBytes,
      redisInBytes: after.redisInBytes - before.redisInBytes,
      redisOutBytes: after.redisOutBytes - before.redisOutBytes,
    };
  }

  close(): void {
    this.#redis.disconnect();
  }

  async #read(): Promise<Reading> {
    const { processes, postgres, database } = this.#group;
    const commits = await Promise.all(
      processes.map(({ url }) => new MetricsReader(url).sum('muster_commit_seconds_count')),
    );
    const [wal] = await postgres.query(database, "select pg_current_wal_lsn() - '0/0' as bytes");
    const info = await this.#redis.info();
    const ofRedis = (name: string) => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(info)![1]);
    return {
      muster: processes.map(({ pid }) => cpuSeconds([pid])),
      postgres: cpuSeconds(this.#postgresPids()),
      redis: ofRedis('used_cpu_sys') + ofRedis('used_cpu_user'),
      commits: commits.reduce((sum, count) => sum + count, 0),
      walBytes: Number(wal!['bytes']),
      redisInBytes: ofRedis('total_net_input_bytes'),
      redisOutBytes: ofRedis('total_net_output_bytes'),
    };
  }

  #postgresPids(): number[] {
    const [pid] = readFileSync(join(this.#group.postgres.folder, 'data/postmaster.pid'), 'utf8').split('\n');
    const sessions = execFileSync('ps', ['-o', 'pid=', '--ppid', pid!], { encoding: 'utf8' });
    return [Number(pid), ...sessions.trim().split(/\s+/).map(Number)];
  }
}
