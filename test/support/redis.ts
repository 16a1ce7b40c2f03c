import { PROGRAM } from './RedisServer.ts';

/** Call it first in a suite. If Redis is not installed, the suite is skipped, or fails in CI. */
export function needsRedis(): void {
  before(function () {
    if (PROGRAM !== null) return;
    const how = 'Redis is not installed: install it (apt-get install redis-server), or set REDIS_SERVER to its program';
    if (process.env.CI) throw new Error(how);
    console.log(`skipped: ${this.test?.parent?.title}. ${how}`);
    this.skip();
  });
}
