import type { Client } from 'pg';
import type { Outcome, Statement } from '../sql/Engine.ts';
import { isStatementFault } from './connection.ts';
import { type StatementResults, askAtOnce } from './Pipeline.ts';

const BEGIN = { sql: 'begin', parameters: [] };
const SAVEPOINT = { sql: 'savepoint one', parameters: [] };

/**
 * Runs a whole batch except its COMMIT in one round trip, and returns the outcome of each commit. Only if one of them is
 * refused is the batch rolled back and run again commit by commit. Rejects if the database or the connection failed, or if
 * `mark` changes no row.
 */
export async function runBatch(
  client: Client,
  mark: Statement,
  batch: readonly (readonly Statement[])[],
): Promise<Outcome[]> {
  const outcome = await run(client, [BEGIN, mark, ...batch.flat()]);
  if (outcome.type === 'stored') {
    let next = 2;
    return batch.map((statements) => ({
      type: 'stored',
      rows: outcome.rows.slice(next, (next += statements.length)),
    }));
  }
  await client.query('rollback');
  const begun = await run(client, [BEGIN, mark]);
  if (begun.type === 'refused') throw new Error(begun.reason);
  const outcomes: Outcome[] = [];
  for (const statements of batch) {
    const alone = await run(client, [SAVEPOINT, ...statements]);
    if (alone.type === 'refused') {
      await client.query('rollback to savepoint one');
      outcomes.push(alone);
    } else {
      outcomes.push({ ...alone, rows: alone.rows.slice(1) });
    }
  }
  return outcomes;
}

async function run(client: Client, statements: readonly Statement[]): Promise<Outcome> {
  const { answers, failed }: StatementResults = await askAtOnce(client, statements);
  const unmet = answers.findIndex(({ changed }, i) => statements[i]!.must !== undefined && changed === 0);
  if (unmet !== -1) return { type: 'refused', reason: statements[unmet]!.must! };
  if (!failed) return { type: 'stored', rows: answers.map(({ rows }) => rows) };
  if (!isStatementFault(failed)) throw failed;
  return { type: 'refused', reason: failed.message };
}
