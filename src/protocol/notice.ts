import { z } from 'zod';
import { timeField, toRest } from './shapes.ts';

/** What the operator tells everybody who is connected. */
export const noticeSchema = z
  .object({
    text: z.string().meta({ description: 'One line of plain text.', example: 'Restart at noon: finish your runs.' }),
    at: timeField('When it was posted; null if it was written by hand.').nullable(),
    until: timeField('When it no longer holds; null if it holds until it is cleared.').nullable(),
  })
  .meta({ id: 'Notice' });

/** Null for none. */
export const currentNotice = noticeSchema.nullable();

export const noticeAnswer = z.object({ notice: currentNotice }).meta({ id: 'CurrentNotice' });

/** Times are epoch milliseconds. */
export type Notice = z.input<typeof noticeSchema>;

export const noticeJson = toRest(noticeAnswer);

/** Where the notice that holds now is read and followed. */
export interface NoticeSource {
  /** Null if there is none, or it no longer holds. */
  current(): Notice | null;
  /** Called with each notice that is posted, and with null when it is cleared or ends. Returns the unsubscribe. */
  follow(listener: (notice: Notice | null) => void): () => void;
}
