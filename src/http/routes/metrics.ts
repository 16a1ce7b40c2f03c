import { timingSafeEqual, createHash } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../errors.ts';
import { problems } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { bearerToken } from '../player-call.ts';

/** What Prometheus reads. Refuses `unauthorized`. */
export function readMetrics({ metrics, counts, settings }: HttpServices): Route {
  const { metricsAccess: access } = settings;
  const expected = typeof access === 'object' ? digest(access.token) : null;
  return {
    docs: DOCS,
    async handler(request, response) {
      response.set('Cache-Control', 'no-store');
      if (expected && !timingSafeEqual(digest(bearerToken(request) ?? ''), expected)) {
        response.set('WWW-Authenticate', 'Bearer');
        throw new AppError('unauthorized', 'metrics need METRICS_TOKEN, as Authorization: Bearer');
      }
      const { text, contentType } = await metrics.exposition(await counts());
      response.type(contentType).send(text);
    },
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

const EXAMPLE = '# TYPE muster_drop_parties gauge\nmuster_drop_parties 31\n';

const DOCS = {
  operationId: 'getMetrics',
  tags: ['health'],
  summary: 'Read the metrics for Prometheus',
  security: [{ metricsToken: [] }],
  responses: {
    ...problems(['unauthorized']),
    200: {
      description: 'In the text format of Prometheus.',
      content: { 'text/plain': { schema: z.string(), examples: { gauge: { value: EXAMPLE } } } },
    },
  },
} satisfies Route['docs'];
