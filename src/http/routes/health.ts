import type { RequestHandler } from 'express';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { answers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';

/** Milliseconds for which one look at the store answers all who ask: asking must not become a load of its own. */
const PROBE_KEPT_MS = 1_000;

const okSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

const OK = { status: 'ok' };

export function healthEndpoints(services: HttpServices): Endpoint[] {
  return [
    {
      method: 'get',
      path: '/livez',
      docs: LIVE_DOCS,
      handlers: [neverCached, (_request, response) => void response.json(OK)],
    },
    { method: 'get', path: '/readyz', docs: READY_DOCS, handlers: [neverCached, getReady(services)] },
  ];
}

const neverCached: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

function getReady({ store, now, isShuttingDown }: HttpServices): RequestHandler {
  let probe: { done: Promise<void>; endedAt: number | null } | null = null;
  const begin = () => {
    const begun = { done: store.probe().finally(() => (begun.endedAt = now())), endedAt: null as number | null };
    return begun;
  };
  const isOld = (at: number | null) => at !== null && Math.abs(now() - at) >= PROBE_KEPT_MS;
  return async (_request, response) => {
    if (isShuttingDown()) throw new AppError('shutting_down');
    if (!probe || isOld(probe.endedAt)) probe = begin();
    await probe.done;
    response.json(OK);
  };
}

const LIVE_DOCS = {
  operationId: 'isAlive',
  tags: ['health'],
  summary: 'Whether the process answers',
  responses: answers(okSchema, { ok: OK }, []),
} satisfies Endpoint['docs'];

const READY_DOCS = {
  operationId: 'isReady',
  tags: ['health'],
  summary: 'Whether the server takes reports: it is not shutting down and its store can be written',
  responses: answers(okSchema, { ok: OK }, ['storage_unavailable', 'shutting_down']),
} satisfies Endpoint['docs'];
