import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BIN, PostgresServer } from './PostgresServer.ts';

let shared: Promise<PostgresServer> | null = null;

/** For the head of a suite: skips it where PostgreSQL is not installed, and fails there in CI. Its server goes with the suite. */
export function needsPostgres(): void {
  before(function () {
    // Behind the suite's own hooks, which close what is open on it. Not at the end of the process: a worker runs one file after another.
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

/** The server of the suite: starting one takes seconds. */
export function sharedPostgres(): Promise<PostgresServer> {
  shared ??= PostgresServer.start();
  return shared;
}
