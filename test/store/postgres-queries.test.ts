import assert from 'node:assert/strict';
import { Client } from 'pg';
import type { Statement } from '../../src/store/sql/Engine.ts';
import { needsPostgres } from '../support/postgres.ts';
import { T0 } from './commits.ts';
import { everyStatement } from './every-statement.ts';
import { largeContent } from './large-database.ts';
import { PostgresPlace } from './postgres-place.ts';

type Plan = { 'Node Type': string; 'Relation Name'?: string; Plans?: Plan[] };

function relationsScanned(plan: Plan): string[] {
  const own = plan['Node Type'] === 'Seq Scan' ? [plan['Relation Name']!] : [];
  return [...own, ...(plan.Plans ?? []).flatMap(relationsScanned)];
}

describe('every statement of the store on PostgreSQL, with 1,000,000 drops', () => {
  let place: PostgresPlace;
  let statements: Statement[];
  let client: Client;

  needsPostgres();
  before(async function () {
    this.timeout(180_000);
    place = await PostgresPlace.make();
    await (await place.open()).close();
    await place.server.query(place.database, largeContent(T0));
    await place.server.query(place.database, 'analyze');
    statements = await everyStatement(place.engine());
    client = new Client(place.url);
    await client.connect();
  });
  after(async () => {
    await client?.end();
    await place?.remove();
  });

  async function scans(): Promise<string[]> {
    const found: string[] = [];
    for (const { sql, parameters } of statements) {
      const { rows } = await client.query(`explain (format json) ${sql}`, [...parameters]);
      const relations = relationsScanned(rows[0]['QUERY PLAN'][0].Plan);
      found.push(...relations.map((relation) => `${relation}: ${sql.trim()}`));
    }
    return found;
  }

  it('never scans a whole table that grows with history', async () => {
    assert.ok(statements.length > 60, `only ${statements.length} statements were recorded`);
    const grows = /^(drop|drop_party|drop_witness|answer): /;
    assert.deepEqual(
      (await scans()).filter((scan) => grows.test(scan)),
      [],
    );
  });

  it('has an index for each of its conditions', async () => {
    // PostgreSQL scans small tables if that is cheaper; now it does so only where no index fits.
    await client.query('set enable_seqscan = off');
    assert.deepEqual(await scans(), []);
  });
});
