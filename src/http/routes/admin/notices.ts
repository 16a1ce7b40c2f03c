import { DONE, doneAnswer, newNotice } from '../../../protocol/admin/operation.ts';
import { refuseFaults } from '../../../protocol/faults.ts';
import { noticeAnswer, noticeJson } from '../../../protocol/notice.ts';
import { adminAct, auditEntry } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { AdminServices, HttpServices } from '../../HttpServices.ts';

/** The notice that everybody sees. */
export function noticeEndpoints({ store, now, notices }: HttpServices, { operator }: AdminServices): Endpoint[] {
  return [
    adminAct(
      'POST /admin/notice',
      {
        operationId: 'postNotice',
        summary: 'Tell everybody something, in place of what was there',
        input: newNotice,
        answer: noticeAnswer,
        kinds: ['operator_json_invalid'],
      },
      async ({ text, until }, who) => {
        const at = now();
        if (until !== undefined && Date.parse(until) <= at)
          refuseFaults([{ field: 'until', message: 'must be later than now' }]);
        const ends: { until?: string } = until === undefined ? {} : { until: new Date(until).toISOString() };
        await operator.change(
          () => ({ type: 'set', field: 'notice', value: { text, at: new Date(at).toISOString(), ...ends } }),
          () => store.logAct(auditEntry(at, who, 'notice_posted', '', { text, ...ends })),
        );
        return noticeJson({ notice: notices.current() });
      },
    ),
    adminAct(
      'DELETE /admin/notice',
      {
        operationId: 'clearNotice',
        summary: 'Clear the notice',
        answer: doneAnswer,
        kinds: ['operator_json_invalid'],
      },
      async (_input, who) => {
        await operator.change(
          ({ notice }) => (notice === null ? null : { type: 'set', field: 'notice', value: null }),
          () => store.logAct(auditEntry(now(), who, 'notice_cleared')),
        );
        return DONE;
      },
    ),
  ];
}
