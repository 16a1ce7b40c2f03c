import { endIdleDropParties } from '../../directory/Directory.ts';
import { cleanupAnswer, cleanupAnswerSchema } from '../../protocol/drop-party-answers.ts';
import { writeHeaders } from '../../protocol/drop-queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { AnswerOnce } from '../AnswerOnce.ts';
import { answers } from '../documented.ts';
import type { Endpoint } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import type { AddressLimit } from '../../auth/AddressLimit.ts';
import { limitWrites } from '../limit-writes.ts';
import { identify, readWriteHeaders } from '../write-headers.ts';

/** It takes no body, and does not look at one that is sent. */
export function cleanupEndpoint(services: HttpServices, writes: AddressLimit | null): Endpoint {
  const { directory, store, hash, now } = services;
  const once = new AnswerOnce(store, now);
  const cleanUp = async () => cleanupAnswer(await endIdleDropParties(directory, store));
  return {
    method: 'post',
    path: '/parties/cleanup',
    docs: DOCS,
    handlers: [
      limitWrites(writes),
      async (request, response) => {
        const { key, reporter } = readWriteHeaders(request);
        if (key === undefined) return void response.json(await cleanUp());
        const name = {
          endpoint: 'POST /parties/cleanup',
          key,
          reporter: reporter === undefined ? null : hash(reporter),
        };
        const { body, replayed } = await once.answer(identify(hash, name, null), cleanUp);
        if (replayed) response.set('Idempotency-Replayed', 'true');
        response.json(body);
      },
    ],
  };
}

const DOCS = {
  operationId: 'cleanUpParties',
  tags: ['parties'],
  summary: 'End all parties whose idle time is over',
  description: 'The server does so by itself as well; this is for those who do not want to wait for it.',
  requestParams: { header: writeHeaders },
  responses: answers(cleanupAnswerSchema, { one: exampleOf(cleanupAnswerSchema) }, [
    'validation_failed',
    'rate_limited',
    'storage_unavailable',
    'shutting_down',
  ]),
} satisfies Endpoint['docs'];
