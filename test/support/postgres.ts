import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, PostgresServer } from './PostgresServer.ts';

/** For the head of a suite: skips it where PostgreSQL is not installed, and fails there in CI. */
export function needsPostgres(): void {
  before(function () {
    if (BIN !== null && existsSync(join(BIN, 'initdb'))) return;
    const how =
      'PostgreSQL is not installed: install it (apt-get install postgresql), or set POSTGRES_BIN to its folder';
    if (process.env['CI'] === 'true') throw new Error(how);
    console.log(`skipped: ${this.test?.parent?.title}. ${how}`);
    this.skip();
  });
}

let shared: Promise<PostgresServer> | null = null;

/** One for the whole process: starting one takes seconds. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= PostgresServer.start();
  return shared;
}

after(async () => {
  await (await shared)?.remove();
});
