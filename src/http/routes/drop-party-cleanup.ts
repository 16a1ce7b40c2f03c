import { endIdleDropParties } from '../../directory/idle-drop-parties.ts';
import { cleanupAnswer, cleanupAnswerSchema } from '../../protocol/drop-party-answers.ts';
import { writeHeaders } from '../../protocol/headers.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { AnswerOnce } from '../AnswerOnce.ts';
import { answers, OWNER_KINDS } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { sendJson } from '../send-text.ts';
import { identify, readWriteHeaders } from '../write-headers.ts';

/** Ends the parties of all worlds that have been idle for too long. */
export function cleanUpDropParties(services: HttpServices): Route {
  const { directory, store, hash, now } = services;
  const once = new AnswerOnce(store, now);
  const cleanUp = async () => cleanupAnswer(await endIdleDropParties(directory, services));
  return {
    docs: DOCS,
    async handler(request, response) {
      const { key, reporter } = readWriteHeaders(request);
      if (key === undefined) return sendJson(response, await cleanUp());
      const name = {
        endpoint: 'POST /parties/cleanup',
        key,
        reporter: reporter === undefined ? null : hash(reporter),
      };
      const { body, replayed } = await once.answer(identify(hash, name, null), cleanUp);
      if (replayed) response.set('Idempotency-Replayed', 'true');
      sendJson(response, body);
    },
  };
}

const DOCS = {
  operationId: 'cleanUpParties',
  tags: ['parties'],
  summary: 'End all parties that have been idle for too long',
  description: 'The server does this by itself as well; call it if you do not want to wait.',
  requestParams: { header: writeHeaders },
  responses: answers(cleanupAnswerSchema, { one: exampleOf(cleanupAnswerSchema) }, [
    'validation_failed',
    'rate_limited',
    'storage_unavailable',
    'shutting_down',
    ...OWNER_KINDS,
  ]),
} satisfies Route['docs'];
