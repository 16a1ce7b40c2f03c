import type { Room } from '@colyseus/sdk';
import { note } from './passed.ts';

/** What a room refused a request with, in its words. */
export class RefusedByRoom extends Error {
  readonly kind: string;

  constructor(kind: string, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** A request to a room. Throws `RefusedByRoom`, or an error that says to try again where no answer came. */
export async function ask(room: Room | undefined, type: string, message: object): Promise<unknown> {
  if (!room?.connection.isOpen) throw new Error('Not connected just now. Try again in a moment.');
  note('sent', type, message);
  try {
    const answer: unknown = await room.request(type, message);
    note('received', `answer to ${type}`, answer);
    return answer;
  } catch (error) {
    const { reason } = error as { reason?: { kind: string; message: string } };
    if (!reason)
      throw new Error('The server did not answer. Look whether it was done, and try again.', { cause: error });
    note('received', `refusal of ${type}`, reason);
    throw new RefusedByRoom(reason.kind, reason.message);
  }
}
