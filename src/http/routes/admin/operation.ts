import { refuseFaults } from '../../../protocol/faults.ts';
import { DONE, doneAnswer, drainAnswer, newNotice, shareList } from '../../../protocol/admin/operation.ts';
import { noticeAnswer, noticeJson } from '../../../protocol/notice.ts';
import { adminAct, adminRead, auditEntry } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { AdminServices, HttpServices } from '../../HttpServices.ts';

/** Addresses that are shown. */
const SHARES_SHOWN_MAX = 100;

/** The notice that everybody sees, who holds what, and how the server is drained. */
export function operationEndpoints(
  { store, now, notices }: HttpServices,
  { operator, shares, drain }: AdminServices,
): Endpoint[] {
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
    adminRead(
      'GET /admin/shares',
      {
        operationId: 'listShares',
        summary: 'Which addresses hold how much of what all share',
        description: 'A restart forgets who holds what.',
        answer: shareList,
      },
      () => {
        const held = shares();
        return { addresses: held.slice(0, SHARES_SHOWN_MAX), address_count: held.length };
      },
    ),
    adminAct(
      'POST /admin/drain',
      {
        operationId: 'drainServer',
        summary: 'Drain the server and end it, as SIGTERM does',
        answer: drainAnswer,
      },
      async (_input, who) => {
        await store.logAct(auditEntry(now(), who, 'drain_started'));
        drain();
        return { status: 'draining' };
      },
    ),
  ];
}
