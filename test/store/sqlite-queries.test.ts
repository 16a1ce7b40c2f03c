import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import type { Statement } from '../../src/store/sql/Engine.ts';
import { valueOf } from '../../src/store/sqlite/WriteConnection.ts';
import { T0 } from './commits.ts';
import { everyStatement } from './every-statement.ts';
import { fillLarge } from './large-database.ts';
import { SqlitePlace } from './sqlite-place.ts';

/** Scans that are fine: all rows are wanted, and they do not grow with history. */
const WHOLE = [
  /drop_party USING INDEX drop_party_(active|running|unsettled)/,
  /^SCAN s USING INDEX session_active/,
  /dungeon_party USING COVERING INDEX/,
  /^SCAN ticket USING INDEX ticket_waiting/,
  /^SCAN webhook_cursor/,
  /^SCAN mute/,
  // Only an admin asks for them.
  /^SCAN drop USING INDEX drop_suspect/,
];

describe('every statement of the store, with 1,000,000 drops', () => {
  let place: SqlitePlace;
  let statements: Statement[];

  before(async function () {
    this.timeout(120_000);
    place = await SqlitePlace.make();
    await (await place.open()).close();
    fillLarge(place.path('muster.db'), T0);
    statements = await everyStatement(place.engine());
  });

  after(() => place.remove());

  it('uses an index', () => {
    const db = new DatabaseSync(place.path('muster.db'), { readOnly: true });
    const scans = statements.flatMap(({ sql, parameters }) =>
      db
        .prepare(`explain query plan ${sql}`)
        .all(...parameters.map(valueOf))
        .map(({ detail }) => detail as string)
        .filter(
          (detail) =>
            /^SCAN (?!CONSTANT|\(|counted$|present$|agg$)/.test(detail) && !WHOLE.some((whole) => whole.test(detail)),
        )
        .map((detail) => `${detail}: ${sql.trim()}`),
    );
    db.close();
    assert.ok(statements.length > 60, `only ${statements.length} statements were recorded`);
    assert.deepEqual(scans, []);
  });
});
