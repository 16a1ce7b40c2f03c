import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { AuditAct, AuditEntry } from '../domain/audit.ts';
import type { Data } from '../domain/json.ts';
import type { ErrorKind } from '../errors.ts';
import { objectBody } from '../protocol/fields.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { BODY_BYTES_MAX } from '../protocol/limits.ts';
import { noFields } from '../protocol/queries.ts';
import { exampleOf } from '../protocol/shapes.ts';
import { answers, jsonRequest } from './documented.ts';
import { type Address, endpoint, type Endpoint } from './Endpoint.ts';
import { jsonBody } from './json-body.ts';
import { sendJson } from './send-text.ts';

/** An entry of the audit log. `at` is epoch milliseconds. */
export function auditEntry(at: number, who: string, act: AuditAct, target = '', details: Data = {}): AuditEntry {
  return { at, who, act, target, details };
}

/** An admin's note, if there is one. */
export function noted(note: string | undefined): { note?: string } {
  return note === undefined || note === '' ? {} : { note };
}

/** How one of the admin's addresses is documented, and what it takes and answers. `params` are those of its path. */
type Spec<Params extends z.ZodObject, Input extends z.ZodObject> = {
  operationId: string;
  summary: string;
  description?: string;
  params?: Params;
  /** The query of a read, the body of an act. */
  input?: Input;
  /** Sent in the documentation's example of the body. */
  example?: z.input<Input>;
  answer: z.ZodType;
  /** The kinds of errors besides those that every such address has. */
  kinds?: ErrorKind[];
};

type Inputs<Params extends z.ZodObject, Input extends z.ZodObject> = z.output<Params> & z.output<Input>;

const READ_KINDS: ErrorKind[] = ['validation_failed', 'unauthorized', 'forbidden', 'rate_limited'];
const ACT_KINDS: ErrorKind[] = [
  ...READ_KINDS,
  'malformed_json',
  'bad_request',
  'body_too_large',
  'unsupported_media_type',
  'storage_unavailable',
];

const SECURITY = [{ basicAuth: [] }];

type NoFields = typeof noFields;

/** An address that shows the admin something. */
export function adminRead<Input extends z.ZodObject = NoFields>(
  address: Address,
  spec: Omit<Spec<NoFields, Input>, 'params' | 'example'>,
  read: (query: z.output<Input>) => object | Promise<object>,
): Endpoint {
  const { input, answer, kinds = [], ...docs } = spec;
  return endpoint(address, {
    docs: {
      ...docs,
      tags: ['admin'],
      security: SECURITY,
      ...(input && { requestParams: { query: input } }),
      responses: answers(answer, { answer: exampleOf(answer) }, [...READ_KINDS, ...kinds]),
    },
    async handler(request, response) {
      const query = parseOrRefuse(input ?? noFields, request.query) as z.output<Input>;
      sendJson(response, await read(query));
    },
  });
}

/** An address that changes something. `act` gets what was sent, and the address it came from; it answers once the change is durable. */
export function adminAct<Params extends z.ZodObject = NoFields, Input extends z.ZodObject = NoFields>(
  address: Address,
  spec: Spec<Params, Input>,
  act: (input: Inputs<Params, Input>, who: string) => Promise<object>,
): Endpoint {
  const { params, input, example, answer, kinds = [], ...docs } = spec;
  const route = {
    docs: {
      ...docs,
      tags: ['admin'],
      security: SECURITY,
      ...(params && { requestParams: { path: params } }),
      ...(input && { requestBody: jsonRequest(input, { body: example ?? exampleOf(input) }) }),
      responses: answers(answer, { answer: exampleOf(answer) }, [...ACT_KINDS, ...kinds]),
    },
    async handler(request: Request, response: Response) {
      parseOrRefuse(noFields, request.query);
      const sent = parseOrRefuse(input ?? noFields, parseOrRefuse(objectBody, request.body ?? {}));
      const inputs = { ...parseOrRefuse(params ?? noFields, request.params), ...sent } as Inputs<Params, Input>;
      sendJson(response, await act(inputs, request.ip ?? ''));
    },
  };
  return endpoint(address, route, jsonBody(BODY_BYTES_MAX));
}
