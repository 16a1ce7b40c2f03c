import assert from 'node:assert/strict';
import { askingRoom, askRoom, replyTo, RoomElsewhere, valueOf } from '../../src/directory/calls.ts';
import { AppError } from '../../src/errors.ts';

/** What another process gets of a reply. */
const sent = async (work: () => Promise<unknown>) =>
  JSON.parse(JSON.stringify(await replyTo(work))) as Awaited<ReturnType<typeof replyTo>>;

describe('calls between processes', () => {
  it('[CLUSTER-5] a refusal is the same for the caller: kind, message, faults, blockers and when to try again', async () => {
    const details = { faults: [{ field: 'name', message: 'must be shorter' }], retryAfterSeconds: 7 };
    const reply = await sent(() => Promise.reject(new AppError('validation_failed', 'no', details)));
    assert.throws(
      () => valueOf(reply),
      (error: AppError) => {
        const { kind, message, faults, retryAfterSeconds } = error;
        assert.deepEqual(
          { kind, message, faults, retryAfterSeconds },
          { kind: 'validation_failed', message: 'no', ...details },
        );
        return error instanceof AppError;
      },
    );
  });

  it('[CLUSTER-5] a fault of the owner is internal, without its message', async () => {
    const reply = await sent(() => Promise.reject(new Error('secret')));
    assert.throws(() => valueOf(reply), { kind: 'internal' });
    assert.ok(!JSON.stringify(reply).includes('secret'));
  });

  it('[CLUSTER-5] a room that has moved says where to, if that is known', async () => {
    const moved = await sent(() => Promise.reject(new RoomElsewhere('p2')));
    assert.throws(() => valueOf(moved), { to: 'p2' });
    const fenced = await sent(() => Promise.reject(new AppError('room_moved')));
    assert.throws(() => valueOf(fenced), { to: null });
  });

  it("[CLUSTER-5] only what is in a room's contract can be asked of it", async () => {
    const asked: unknown[] = [];
    const room = {
      notice: (...args: unknown[]) => Promise.resolve(asked.push(args)),
      disconnect: () => asked.push('gone'),
    };
    await askingRoom('lobby', (method, args) => askRoom(room, 'lobby', method, args)).notice({
      type: 'heard',
      player_id: 'ann',
    });
    assert.deepEqual(asked, [[{ type: 'heard', player_id: 'ann' }]]);
    assert.throws(() => askRoom(room, 'lobby', 'disconnect', []), /not asked for disconnect/);
  });
});
