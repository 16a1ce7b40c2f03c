import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, PostgresServer } from './PostgresServer.ts';

let shared: Promise<PostgresServer> | null = null;

/** Call it first in a suite. If PostgreSQL is not installed, the suite is skipped, or fails in CI. Its shared server is removed at the end. */
export function needsPostgres(): void {
  before(function () {
    // After the suite's own hooks, which close their connections. Not at the end of the process, because a worker runs many files.
    this.test?.parent?.afterAll(removeShared);
    if (BIN !== null && existsSync(join(BIN, 'initdb'))) return;
    const how =
      'PostgreSQL is not installed: install it (apt-get install postgresql), or set POSTGRES_BIN to its folder';
    if (process.env.CI) throw new Error(how);
    console.log(`skipped: ${this.test?.parent?.title}. ${how}`);
    this.skip();
  });
}

async function removeShared(): Promise<void> {
  const server = await shared;
  shared = null;
  await server?.remove();
}

/** One server for the whole suite, because starting one takes seconds. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= PostgresServer.start();
  return shared;
}
