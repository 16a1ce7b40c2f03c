import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { answers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';

/** Milliseconds for which one probe of the store answers all health checks, so that frequent checks add no load. */
const PROBE_KEPT_MS = 1_000;

const okSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

const OK = { status: 'ok' };

/** Answers as long as the process runs. */
export function isAlive(): Route {
  return {
    docs: LIVE_DOCS,
    handler: (_request, response) => void response.set('Cache-Control', 'no-store').json(OK),
  };
}

/** Answers 200 while the server accepts writes. Refuses `storage_unavailable`, `shutting_down`. */
export function isReady({ store, now, isShuttingDown }: HttpServices): Route {
  let probe: { done: Promise<void>; endedAt: number | null } | null = null;
  const begin = () => {
    const begun = { done: store.probe().finally(() => (begun.endedAt = now())), endedAt: null as number | null };
    return begun;
  };
  const isOld = (at: number | null) => at !== null && Math.abs(now() - at) >= PROBE_KEPT_MS;
  return {
    docs: READY_DOCS,
    async handler(_request, response) {
      response.set('Cache-Control', 'no-store');
      if (isShuttingDown()) throw new AppError('shutting_down');
      if (!probe || isOld(probe.endedAt)) probe = begin();
      await probe.done;
      response.json(OK);
    },
  };
}

const LIVE_DOCS = {
  operationId: 'checkLiveness',
  tags: ['health'],
  summary: 'Check that the process answers',
  responses: answers(okSchema, { ok: OK }, []),
} satisfies Route['docs'];

const READY_DOCS = {
  operationId: 'checkReadiness',
  tags: ['health'],
  summary: 'Check that the server accepts reports: it is not shutting down and can write to its store',
  responses: answers(okSchema, { ok: OK }, ['storage_unavailable', 'shutting_down']),
} satisfies Route['docs'];
