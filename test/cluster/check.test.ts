import assert from 'node:assert/strict';
import { TOPIC_UPDATES_MAX } from '../../src/store/limits.ts';
import {
  ANSWER_MS_MAX,
  checkAnswers,
  checkCalls,
  checkNumbers,
  checkOrder,
  checkSameEvents,
  checkSeats,
  type Entry,
  type Seen,
} from '../support/cluster/check.ts';
import type { Call, Write } from '../support/cluster/history.ts';

/** An attempt from `sent` to `answered`. A number is the place that it was acknowledged at. */
function call(sent: number, answered: number, answer: number | 'timeout' | 'network' | 'away' | 'full'): Call {
  const base = { process: 'p1', what: 'POST /drops', sent, answered };
  if (answer === 'timeout' || answer === 'network') return { ...base, answer: { lost: answer } };
  if (answer === 'away') return { ...base, answer: { status: 503, text: '{}', retryAfter: '5' } };
  if (answer === 'full') return { ...base, answer: { status: 409, text: '{"kind":"party_full"}', retryAfter: null } };
  return { ...base, answer: { status: 200, text: JSON.stringify({ place: answer }), retryAfter: null } };
}

function write(key: string, ...calls: Call[]): Write {
  return { key, what: 'drop', subject: 'world:1', mark: `"${key}"`, placeIn: ({ place }) => place as number, calls };
}

const entries = (...keys: string[]): Entry[] => keys.map((key, i) => ({ place: i + 1, text: JSON.stringify([key]) }));

const faultsOf = (stored: Entry[], ...writes: Write[]) => checkOrder('world:1', stored, writes);

describe('the checker of a history', () => {
  describe('finds no fault', () => {
    it('in writes that were acknowledged where they are', () => {
      assert.deepEqual(faultsOf(entries('a', 'b'), write('a', call(0, 1, 1)), write('b', call(2, 3, 2))), []);
    });

    it('in writes at the same time in either order', () => {
      assert.deepEqual(faultsOf(entries('b', 'a'), write('a', call(0, 5, 2)), write('b', call(1, 4, 1))), []);
    });

    it('in a write that nobody acknowledged, stored or not', () => {
      assert.deepEqual(faultsOf(entries('a'), write('a', call(0, 5, 'timeout'))), []);
      assert.deepEqual(faultsOf([], write('a', call(0, 5, 'network'), call(6, 7, 'away'))), []);
    });

    it('in a write that was sent again until it was acknowledged', () => {
      const again = write('a', call(0, 5, 'network'), call(6, 7, 'away'), call(8, 9, 1));
      assert.deepEqual([...faultsOf(entries('a'), again), ...checkAnswers(again)], []);
    });

    it('in changes that the server made by itself', () => {
      assert.deepEqual(faultsOf(entries('by itself', 'a'), write('a', call(0, 1, 2))), []);
    });
  });

  describe('finds a write', () => {
    it('that was acknowledged and is lost', () => {
      const faults = faultsOf(entries('a'), write('a', call(0, 1, 1)), write('b', call(2, 3, 2)));
      assert.deepEqual(faults, ['world:1: drop b was acknowledged at 2, but is lost']);
    });

    it('that is there twice', () => {
      const faults = faultsOf(entries('a', 'a'), write('a', call(0, 5, 'network'), call(6, 7, 2)));
      assert.deepEqual(faults, ['world:1: drop a is there 2 times, at 1, 2']);
    });

    it('that is there twice and was never acknowledged', () => {
      assert.match(faultsOf(entries('a', 'a'), write('a', call(0, 5, 'timeout')))[0]!, /is there 2 times/);
    });

    it('that is elsewhere than was answered', () => {
      const faults = faultsOf(entries('a', 'b'), write('a', call(0, 9, 2)), write('b', call(0, 9, 1)));
      assert.deepEqual(faults, [
        'world:1: drop a was acknowledged at 2, but is at 1',
        'world:1: drop b was acknowledged at 1, but is at 2',
      ]);
    });

    it('that took effect although it was refused', () => {
      const faults = faultsOf(entries('a'), write('a', call(0, 1, 'full')));
      assert.deepEqual(faults, ['world:1: drop a was refused as party_full, but is there at 1']);
    });

    it('that comes before one that was acknowledged before it was sent', () => {
      const faults = faultsOf(entries('b', 'a'), write('a', call(0, 1, 2)), write('b', call(2, 3, 1)));
      assert.deepEqual(faults, ['world:1: a was acknowledged before b was sent, but comes after it']);
    });
  });

  it('finds places that are missing or given twice', () => {
    const [a, b] = entries('a', 'b');
    assert.deepEqual(faultsOf([a!, { ...b!, place: 3 }]), ['world:1: place 2 of the order is 3']);
    assert.deepEqual(faultsOf([a!, { ...b!, place: 1 }]), ['world:1: place 2 of the order is 1']);
  });

  it('finds a key that was answered differently the second time', () => {
    assert.match(checkAnswers(write('a', call(0, 1, 1), call(2, 3, 2)))[0]!, /was answered 200 .*1.*, then 200 .*2/);
    assert.equal(checkAnswers(write('a', call(0, 1, 1), call(2, 3, 'full'))).length, 1);
    assert.deepEqual(checkAnswers(write('a', call(0, 1, 'away'), call(2, 3, 1), call(4, 5, 1))), []);
  });

  describe('of calls', () => {
    const ofCall = (one: Call, ...absences: { process: string; from: number; to: number }[]) =>
      checkCalls([one], absences);

    it('finds those that were not answered, or late, unless the process was away', () => {
      const late = call(1_000, 1_000 + 2 * ANSWER_MS_MAX, 1);
      for (const one of [late, call(1_000, 7_000, 'timeout'), call(1_000, 1_001, 'network')]) {
        assert.equal(ofCall(one).length, 1);
        assert.equal(ofCall(one, { process: 'p2', from: 0, to: 9_000 }).length, 1);
        assert.equal(ofCall(one, { process: 'p1', from: 0, to: 999 }).length, 1);
        assert.deepEqual(ofCall(one, { process: 'p1', from: 0, to: 1_000 }), []);
        assert.deepEqual(ofCall(one, { process: 'p1', from: one.answered, to: Infinity }), []);
      }
      assert.deepEqual(ofCall(call(0, ANSWER_MS_MAX, 1)), []);
    });

    it('makes allowance for a machine on which even the timers of the test are late', () => {
      const late = call(1_000, 1_000 + 2 * ANSWER_MS_MAX, 1);
      assert.deepEqual(checkCalls([late], [], [{ at: 2_000, ms: ANSWER_MS_MAX }]), []);
      assert.equal(checkCalls([late], [], [{ at: 500, ms: ANSWER_MS_MAX }]).length, 1);
    });

    it('finds errors of the server, and 503 without Retry-After', () => {
      const status = (status: number, retryAfter: string | null = null): Call => ({
        ...call(0, 1, 1),
        answer: { status, text: '{}', retryAfter },
      });
      for (const wrong of [status(500), status(502), status(429), status(503)]) assert.equal(ofCall(wrong).length, 1);
      assert.equal(ofCall({ ...call(0, 1, 1), answer: { status: 200, text: '', retryAfter: null } }).length, 1);
      for (const right of [status(200), status(404), status(409), status(503, '5')])
        assert.deepEqual(ofCall(right), []);
    });
  });

  describe('of what a watcher saw', () => {
    const event = (seq: number, text = String(seq), topic = 'board'): Seen => ({ type: 'event', topic, seq, text });
    const snapshot = (seq: number): Seen => ({ type: 'snapshot', topic: 'board', seq, text: '' });
    const resync: Seen = { type: 'resync', topic: 'board' };

    it('finds numbers that are missing, repeated or out of order', () => {
      assert.deepEqual(checkNumbers('w', [snapshot(4), event(5), event(6)]), []);
      assert.deepEqual(checkNumbers('w', [snapshot(4), event(6)]), ['w board: 6 came after 4']);
      assert.deepEqual(checkNumbers('w', [snapshot(4), event(5), event(5)]), ['w board: 5 came after 5']);
      assert.equal(checkNumbers('w', [snapshot(4), event(6), event(5)]).length, 2);
    });

    it('counts each topic for itself', () => {
      assert.deepEqual(
        checkNumbers('w', [snapshot(4), event(1, '', 'world:1'), event(5), event(2, '', 'world:1')]),
        [],
      );
    });

    it('takes a snapshot after a resync, and only then, and only if more was missed than is kept', () => {
      const late = 4 + TOPIC_UPDATES_MAX + 1;
      assert.deepEqual(checkNumbers('w', [snapshot(4), resync, snapshot(late), event(late + 1)]), []);
      assert.match(checkNumbers('w', [snapshot(4), snapshot(late)])[0]!, /without a resync, after 4/);
      assert.match(checkNumbers('w', [snapshot(4), resync, snapshot(late - 1)])[0]!, /a resync at .*, after 4/);
      assert.match(checkNumbers('w', [snapshot(4), resync, snapshot(3)])[0]!, /a resync at 3, after 4/);
    });

    it('finds a number that is another event for another watcher', () => {
      const both = (text: string) =>
        new Map([
          ['v', [event(1, 'one')]],
          ['w', [event(1, text)]],
        ]);
      assert.deepEqual(checkSameEvents(both('one')), []);
      assert.deepEqual(checkSameEvents(both('other')), ['board 1 is one for v, and other for w']);
    });
  });

  describe('of seats', () => {
    const party = (...players: string[]) => ({ party_id: 'x', max_players: 2, players });
    const done = (player: string) => ({ player, write: write(player, call(0, 1, 1)) });
    const lost = (player: string) => ({ player, write: write(player, call(0, 1, 'timeout')) });
    const refused = (player: string) => ({ player, write: write(player, call(0, 1, 'full')) });

    it('finds a seat that is given twice', () => {
      assert.match(checkSeats(party('a', 'b', 'c'), [done('a'), done('b'), done('c')], [])[0]!, /3 players in 2 seats/);
      assert.match(checkSeats(party('a', 'a'), [done('a')], [])[0]!, /a player twice/);
    });

    it('finds a player who is missing, or has no business there', () => {
      assert.deepEqual(checkSeats(party('a', 'b'), [done('a'), lost('b'), refused('c')], []), []);
      assert.deepEqual(checkSeats(party('a'), [done('a'), lost('b'), done('c')], [lost('c')]), []);
      assert.match(checkSeats(party('a'), [done('a'), done('b')], [])[0]!, /has lost b/);
      assert.match(checkSeats(party('a'), [done('a'), done('b')], [refused('b')])[0]!, /has lost b/);
      assert.match(checkSeats(party('a', 'c'), [done('a'), refused('c')], [])[0]!, /has c, who is not in it/);
      assert.match(checkSeats(party('a', 'b'), [done('a'), done('b')], [done('b')])[0]!, /has b, who is not in it/);
    });
  });
});
