import type { Request } from 'express';
import type { z } from 'zod';
import type { Fault } from '../errors.ts';
import { didYouMean } from '../protocol/did-you-mean.ts';
import { parseOrRefuse, refuseFaults } from '../protocol/faults.ts';
import { changeHeaders } from '../protocol/headers.ts';
import { objectBody } from '../protocol/fields.ts';
import type { HttpServices } from './HttpServices.ts';

/** A player's write: its input from body, query, path and headers, and who sent it. */
export type PlayerCall<Input> = { input: Input; caller: string | null; key: string | undefined };

type Shape<S> = {
  schema: S;
  /** Fields that may be in the query as well as in the body. */
  inQuery: readonly string[];
  /** Whether the write is to something that has a version. */
  versioned: boolean;
};

type Callers = Pick<HttpServices, 'guests' | 'lastHeard'>;

type NamesPlayer = z.ZodObject & z.ZodType<{ player_id?: string | undefined }>;

/**
 * Reads a player's write. Refuses `validation_failed` with every fault, also if a field is given twice with different values;
 * `unauthorized` and `forbidden` as Guests does.
 */
export async function readPlayerCall<S extends NamesPlayer>(
  callers: Callers,
  request: Request,
  shape: Shape<S>,
): Promise<PlayerCall<z.output<S>>> {
  const { 'Idempotency-Key': key, 'If-Match': version } = parseOrRefuse(changeHeaders, {
    'Idempotency-Key': request.headers['idempotency-key'],
    'If-Match': request.headers['if-match'],
  });
  if (!shape.versioned && version !== undefined) {
    refuseFaults([{ field: 'If-Match', message: 'is not supported by this address: there is no version to match' }]);
  }
  const input = parseOrRefuse(shape.schema, gather(request, shape, version ?? null));
  return { input, key, caller: await callerOf(callers, request, input.player_id) };
}

/** The player who calls, by token or player_id; null if there is neither. The player has been heard of. Rule: [PARTY-11]. */
export async function callerOf(
  { guests, lastHeard }: Callers,
  request: Request,
  player_id: string | undefined,
): Promise<string | null> {
  const token = bearerToken(request);
  const named = { ...(token !== undefined && { token }), ...(player_id !== undefined && { player_id }) };
  const caller = await guests.callerOf(named);
  lastHeard.hear(caller);
  return caller;
}

/**
 * The token of `Authorization: Bearer …` (RFC 6750), empty if it is malformed. Undefined for another scheme, which may be meant
 * for a proxy.
 */
export function bearerToken(request: Request): string | undefined {
  const bearer = /^Bearer(?: +(.*))?$/i.exec(request.get('Authorization') ?? '');
  return bearer ? (bearer[1] ?? '') : undefined;
}

/** For calls that need a player. Refuses `validation_failed`. */
export function requirePlayerId(caller: string | null): string {
  if (caller !== null) return caller;
  refuseFaults([{ field: 'player_id', message: 'is missing: this call needs a player' }]);
}

/** Merges body, query, path and `If-Match` into one input. */
function gather(
  request: Request,
  { schema, inQuery }: Shape<NamesPlayer>,
  version: number | null,
): Record<string, unknown> {
  const input = new Map<string, unknown>(Object.entries(parseOrRefuse(objectBody, request.body ?? {})));
  const faults: Fault[] = [];
  const add = (name: string, value: unknown) => {
    // Null is as good as absent. Rule: [IN-1].
    if ((input.get(name) ?? null) === null) input.set(name, value);
    else if (input.get(name) !== value) faults.push({ field: name, message: 'is given twice, with different values' });
  };
  for (const [name, value] of Object.entries(request.query)) {
    if (inQuery.includes(name)) add(name, value);
    else if (Object.hasOwn(schema.shape, name)) faults.push({ field: name, message: 'belongs into the body' });
    else faults.push({ field: name, message: `unknown; ${didYouMean(name, inQuery)}` });
  }
  for (const [name, value] of Object.entries(request.params)) add(name, value);
  if (version !== null) add('if_version', version);
  if (faults.length > 0) refuseFaults(faults);
  return Object.fromEntries(input);
}
