import type { Client } from 'pg';
import type { Outcome, Row, Statement } from '../sql/Engine.ts';
import { isStatementFault } from './connection.ts';
import { type StatementResults, askAtOnce } from './Pipeline.ts';

const BEGIN = { sql: 'begin', parameters: [] };

/**
 * Runs a whole batch except its COMMIT in one round trip. If a commit is refused, the transaction is rolled back and none of the outcomes
 * is `stored`. Rejects if the database or the connection failed, or if `mark` changes no row.
 */
export async function runBatch(
  client: Client,
  mark: Statement,
  batch: readonly (readonly Statement[])[],
): Promise<Outcome[]> {
  const { statements, take } = inLockOrder(batch);
  const outcome = await run(client, [BEGIN, mark, ...statements]);
  if (outcome.type === 'stored') return take(outcome.rows.slice(2));
  await client.query('rollback');
  if (outcome.reason === mark.must) throw new Error(outcome.reason);
  return batch.length === 1 ? [outcome] : batch.map(() => ({ type: 'undone' }));
}

/** All that locks rows of other processes, too, comes last. `take` sorts the rows that were returned by commit again. */
function inLockOrder(batch: readonly (readonly Statement[])[]) {
  const all = batch.flat();
  const order = [...all.keys()].toSorted(
    (a, b) => Number(all[a]!.isShared ?? false) - Number(all[b]!.isShared ?? false),
  );
  const take = (rows: Row[][]): Outcome[] => {
    const sorted: Row[][] = [];
    for (const [i, place] of order.entries()) sorted[place] = rows[i]!;
    let next = 0;
    return batch.map(({ length }) => ({ type: 'stored', rows: sorted.slice(next, (next += length)) }));
  };
  return { statements: order.map((place) => all[place]!), take };
}

async function run(client: Client, statements: readonly Statement[]): Promise<Exclude<Outcome, { type: 'undone' }>> {
  const { answers, failed }: StatementResults = await askAtOnce(client, statements);
  const unmet = answers.findIndex(({ changed }, i) => statements[i]!.must !== undefined && changed === 0);
  if (unmet !== -1) {
    const { must, isFence } = statements[unmet]!;
    return { type: 'refused', reason: must!, ...(isFence && { isFenced: true }) };
  }
  if (!failed) return { type: 'stored', rows: answers.map(({ rows }) => rows) };
  if (!isStatementFault(failed)) throw failed;
  return { type: 'refused', reason: failed.message };
}
