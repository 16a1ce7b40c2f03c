import type { Request } from 'express';
import { z } from 'zod';
import type { Guests } from '../auth/Guests.ts';
import type { Fault } from '../errors.ts';
import { changeHeaders } from '../protocol/dungeon-queries.ts';
import { parseOrRefuse, refuseFaults } from '../protocol/faults.ts';
import { bearerToken } from './bearer-token.ts';

/** What a write says, by all its places, and who says it. */
export type PlayerCall<Input> = { input: Input; caller: string | null; key: string | undefined };

type Shape<S> = {
  schema: S;
  /** What may be in the query as well as in the body. */
  inQuery: readonly string[];
  /** Whether it changes what has a version. */
  versioned: boolean;
};

type NamesPlayer = z.ZodType<{ player_id?: string | undefined }>;

/**
 * Reads a player's write. Refuses `validation_failed` with every fault, also where two places say different things of one field;
 * `unauthorized`, `forbidden` as Guests does.
 */
export async function readPlayerCall<S extends NamesPlayer>(
  guests: Guests,
  request: Request,
  shape: Shape<S>,
): Promise<PlayerCall<z.output<S>>> {
  const { 'Idempotency-Key': key, 'If-Match': version } = parseOrRefuse(changeHeaders, {
    'Idempotency-Key': request.headers['idempotency-key'],
    'If-Match': request.headers['if-match'],
  });
  if (!shape.versioned && version !== undefined) {
    refuseFaults([{ field: 'If-Match', message: 'is not for this address: there is no version to match' }]);
  }
  const input = parseOrRefuse(shape.schema, gather(request, shape.inQuery, version ?? null));
  return { input, key, caller: await callerOf(guests, request, input.player_id) };
}

/** Who calls, by token or by name. */
export function callerOf(guests: Guests, request: Request, player_id: string | undefined): Promise<string | null> {
  const token = bearerToken(request);
  return guests.callerOf({ ...(token !== undefined && { token }), ...(player_id !== undefined && { player_id }) });
}

/** For calls that somebody must make. */
export function requirePlayerId(caller: string | null): string {
  if (caller !== null) return caller;
  refuseFaults([{ field: 'player_id', message: 'is missing: this call needs to know who asks' }]);
}

const objectBody = z
  .unknown()
  .refine((body): body is object => typeof body === 'object' && body !== null && !Array.isArray(body), {
    error: 'must be an object',
  });

/** One input of body, query, address and header. */
function gather(request: Request, inQuery: readonly string[], version: number | null): Record<string, unknown> {
  const body = request.body === undefined ? {} : parseOrRefuse(objectBody, request.body);
  const input = new Map<string, unknown>(Object.entries(body));
  const faults: Fault[] = [];
  const add = (name: string, value: unknown) => {
    if (!input.has(name)) input.set(name, value);
    else if (input.get(name) !== value) faults.push({ field: name, message: 'is given twice, with different values' });
  };
  for (const [name, value] of Object.entries(request.query)) {
    if (inQuery.includes(name)) add(name, value);
    else faults.push({ field: name, message: notInQuery(inQuery) });
  }
  for (const [name, value] of Object.entries(request.params)) add(name, value);
  if (version !== null) add('if_version', version);
  if (faults.length > 0) refuseFaults(faults);
  return Object.fromEntries(input);
}

function notInQuery(inQuery: readonly string[]): string {
  return `is not a parameter of this address; there are: ${inQuery.join(', ')}`;
}
