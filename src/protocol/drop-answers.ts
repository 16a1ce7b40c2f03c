import type { ReportAnswer } from '../domain/drops/decide-report.ts';

/** The answer to a report, in the seed document's words. */
export function dropAnswer(answer: ReportAnswer) {
  switch (answer.status) {
    case 'party_created':
      return { ...answer, message: `New drop party created on world ${answer.world}` };
    case 'drop_added':
      return { ...answer, message: `Drop added to existing party on world ${answer.world}` };
    case 'ignored':
      return { status: answer.status, reason: answer.reason, message: ignoredMessage(answer) };
    default:
      return answer satisfies never;
  }
}

function ignoredMessage(answer: ReportAnswer & { status: 'ignored' }): string {
  const seconds = (answer.since_last_drop_ms / 1000).toFixed(3);
  switch (answer.reason) {
    case 'duplicate_detected':
      return `Drop ignored - likely duplicate (last drop was ${seconds}s ago)`;
    case 'newcomer':
      return `Drop ignored - reporter just arrived and can only confirm drops yet (last drop was ${seconds}s ago)`;
    default:
      return answer.reason satisfies never;
  }
}
