import type { Client, QueryResult } from 'pg';
import type { Outcome, Row, Statement } from '../sql/Engine.ts';
import { isStatementFault, named } from './connection.ts';

/** Marks the transaction as that of the batch, so that it can be found out later whether it was committed. */
export type Mark = Statement & { must: string };

/**
 * Runs everything of a batch but its COMMIT, in one round trip. What came of each commit is known then; only where one is
 * refused, all is rolled back and run again commit by commit. Rejects where the database or the way to it failed.
 */
export async function runBatch(
  client: Client,
  mark: Mark,
  batch: readonly (readonly Statement[])[],
): Promise<Outcome[]> {
  const begun = begin(client, mark);
  const outcomes = await Promise.all([begun, ...batch.map((statements) => run(client, statements))]);
  const [, ...ofCommits] = outcomes as [unknown, ...Outcome[]];
  if (!ofCommits.some((outcome) => 'refused' in outcome)) return ofCommits;
  await client.query('rollback');
  return await runOneByOne(client, mark, batch);
}

async function runOneByOne(client: Client, mark: Mark, batch: readonly (readonly Statement[])[]): Promise<Outcome[]> {
  await begin(client, mark);
  const outcomes: Outcome[] = [];
  for (const statements of batch) {
    const [, outcome] = await Promise.all([client.query('savepoint one'), run(client, statements)]);
    if ('refused' in outcome) await client.query('rollback to savepoint one');
    outcomes.push(outcome);
  }
  return outcomes;
}

async function begin(client: Client, mark: Mark): Promise<void> {
  const [, marked] = await Promise.all([client.query('begin'), run(client, [mark])]);
  if ('refused' in marked) throw new Error(marked.refused);
}

async function run(client: Client, statements: readonly Statement[]): Promise<Outcome> {
  const results = await Promise.allSettled(statements.map((statement) => client.query<Row>(named(statement))));
  const failed = results.findIndex((result, i) => isFailed(result, statements[i]!));
  if (failed === -1) return { rows: results.map((result) => (result as Fulfilled).value.rows) };
  const result = results[failed]!;
  if (result.status === 'fulfilled') return { refused: statements[failed]!.must! };
  if (!isStatementFault(result.reason)) throw result.reason;
  return { refused: (result.reason as Error).message };
}

type Fulfilled = PromiseFulfilledResult<QueryResult<Row>>;

function isFailed(result: PromiseSettledResult<QueryResult>, { must }: Statement): boolean {
  return result.status === 'rejected' || (must !== undefined && result.value.rowCount === 0);
}
