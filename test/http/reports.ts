import assert from 'node:assert/strict';
import { readJson, type TestApp } from '../support/app.ts';

/** The report of the seed document. */
export const RUNE_2H = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38052 };

export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  kind: string;
  error: string;
  errors?: Fault[];
  blockers?: { reason: string; player_id: string | null }[];
};
type Fault = { field: string; message: string };

/** Asserts a problem of this kind, with a text in `error` and faults of these fields. */
export async function assertProblem(
  response: Response,
  status: number,
  kind: string,
  fields?: string[],
): Promise<Problem> {
  const problem = await readJson<Problem>(response);
  assert.deepEqual([response.status, problem.status, problem.kind], [status, status, kind], problem.error);
  assert.match(response.headers.get('content-type')!, /^application\/problem\+json/);
  assert.ok(typeof problem.error === 'string' && problem.error.length > 0);
  assert.equal(problem.detail, problem.error);
  if (fields)
    assert.deepEqual(
      problem.errors?.map(({ field }) => field),
      fields,
      problem.error,
    );
  // Unity's HTTP client shows nothing but the error.
  for (const field of fields ?? []) assert.ok(problem.error.includes(`${field}: `), problem.error);
  return problem;
}

export async function partiesOf(app: TestApp): Promise<Record<string, unknown>[]> {
  return (await readJson<{ active_parties: Record<string, unknown>[] }>(await app.get('/parties'))).active_parties;
}
