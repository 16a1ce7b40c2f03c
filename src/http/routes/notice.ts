import { parseOrRefuse } from '../../protocol/faults.ts';
import { noticeAnswer, noticeJson } from '../../protocol/notice.ts';
import { noFields } from '../../protocol/queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { sendUnlessFresh } from '../conditional.ts';
import { freshAnswers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';

/** The notice that the operator has posted for everybody. */
export function getNotice({ notices }: HttpServices): Route {
  return {
    docs: {
      operationId: 'getNotice',
      tags: ['health'],
      summary: 'What the operator tells everybody',
      description: 'Rooms and /updates send it too, when a client comes and whenever it changes.',
      responses: freshAnswers(noticeAnswer, { notice: exampleOf(noticeAnswer), none: { notice: null } }, [
        'validation_failed',
      ]),
    },
    handler(request, response) {
      parseOrRefuse(noFields, request.query);
      sendUnlessFresh(request, response, noticeJson({ notice: notices.current() }));
    },
  };
}
