import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applySessionEvent, type SessionEvent } from '../../../src/domain/sessions/session-events.ts';
import {
  type SessionCommand,
  type SessionNotice,
  createSession,
  decideSession,
} from '../../../src/domain/sessions/decide-session.ts';
import { noticeSession, sessionDueAt } from '../../../src/domain/sessions/notice-session.ts';
import { isConnected, type Session } from '../../../src/domain/sessions/session.ts';
import { ModelSession } from './ModelSession.ts';
import { newPlayer, newSession, T0 } from './PlayedSession.ts';

type Step = { command: SessionCommand } | { notice: SessionNotice };
type Real = { session: Session; history: SessionEvent[]; now: number };

const player_id = fc.constantFrom('ann', 'bob', 'cat', 'zed');
const presence = fc.constantFrom('rest', 'online', 'online');

const command: fc.Arbitrary<SessionCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('join'), player_id, presence }) },
  fc.record({ type: fc.constant('leave'), player_id }),
  { weight: 2, arbitrary: fc.record({ type: fc.constant('ready'), player_id, ready: fc.boolean() }) },
  fc.record({ type: fc.constant('start'), player_id }),
  fc.record({ type: fc.constant('player_data'), player_id, data: fc.record({ gold: fc.nat(1) }) }),
  fc.record({ type: fc.constant('progress'), player_id, report: fc.record({ current_floor: fc.nat(2) }) }),
  fc.record({
    type: fc.constant('complete'),
    player_id,
    outcome: fc.constantFrom('completed', 'failed'),
    result: fc.constant(null),
  }),
);

const notice: fc.Arbitrary<SessionNotice> = fc.oneof(
  fc.record({ type: fc.constantFrom('disconnected', 'heard'), player_id }),
  fc.record({ type: fc.constant('not_heard'), player_id, heard_at: fc.constant(0) }),
  fc.record({ type: fc.constant('expire') }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ command }) },
  { weight: 1, arbitrary: fc.record({ notice }) },
);

class Play implements fc.Command<ModelSession, Real> {
  readonly step: Step;
  readonly afterMs: number;

  constructor(step: Step, afterMs: number) {
    this.step = step;
    this.afterMs = afterMs;
  }

  check(): boolean {
    return true;
  }

  run(model: ModelSession, real: Real): void {
    real.now += this.afterMs;
    const before = { session: structuredClone(real.session), due: sessionDueAt(real.session) ?? Infinity };
    const { kind, events } = play(real.session, this.step, real.now);
    if ('notice' in this.step && this.step.notice.type === 'expire')
      assert.equal(events.length > 0, real.now >= before.due);
    assert.deepEqual(real.session, before.session, 'to decide changes nothing');
    assert.equal(
      kind,
      'command' in this.step ? model.command(this.step.command, real.now) : model.notice(this.step.notice, real.now),
    );
    const stored = JSON.parse(JSON.stringify(events)) as SessionEvent[];
    for (const event of stored) real.session = applySessionEvent(real.session, event);
    real.history.push(...stored);
    assert.deepEqual(shown(real.session), model.shown());
    assertForward(before.session, real.session);
  }

  toString(): string {
    return `+${this.afterMs} ${JSON.stringify(this.step)}`;
  }
}

function play(session: Session, step: Step, now: number): { kind: string; events: SessionEvent[] } {
  if ('notice' in step) return { kind: 'ok', events: noticeSession(session, step.notice, now) };
  const answer = decideSession(session, step.command, now);
  return answer.type === 'refused' ? { kind: answer.kind, events: [] } : { kind: 'ok', events: answer.events };
}

function shown(session: Session) {
  const { status, leader_id, version, players, current_floor } = session;
  return {
    status,
    leader_id,
    version,
    current_floor,
    players: players.map((player) => [player.player_id, player.ready, player.presence.status]),
    outcome: session.status === 'complete' ? session.outcome : null,
    missing: session.status === 'waiting' ? [] : session.missing,
  };
}

function assertForward(before: Session, after: Session): void {
  const order = ['waiting', 'in_progress', 'complete'];
  assert.ok(order.indexOf(after.status) >= order.indexOf(before.status));
  if (after.status === 'complete') return;
  assert.ok(after.players.some((player) => player.player_id === after.leader_id && player.presence.status !== 'left'));
  if (after.status === 'in_progress') assert.ok(!after.players.some(({ presence }) => presence.status === 'expected'));
}

describe('a session compared with a model', () => {
  const afterMs = fc.constantFrom(0, 1, 1, 1, 1, 1, 29_999, 60_000, 86_400_000);
  const plays = fc.commands([fc.tuple(step, afterMs).map(([step, afterMs]) => new Play(step, afterMs))], {
    maxCommands: 60,
    size: 'max',
  });
  const players = fc.tuple(
    ...['ann', 'bob', 'cat'].map((id) =>
      fc
        .record({ presence: fc.constantFrom('rest', 'expected'), ready: fc.boolean() })
        .map((from) => newPlayer(id, from)),
    ),
  );

  it('[SESSION-1] [SESSION-11] every command has the model’s answer and effect, and replaying the events gives the same session', () => {
    fc.assert(
      fc.property(players, plays, (players, plays) => {
        const created = createSession(newSession(players), T0);
        const real: Real = { session: applySessionEvent(null, created), history: [created], now: T0 };
        assert.ok(real.session.players.every((player, n) => isConnected(player) === (players[n]!.presence === 'rest')));
        fc.modelRun(() => ({ model: new ModelSession(players, T0), real }), plays);
        const replayed = real.history.reduce<Session | null>(applySessionEvent, null);
        assert.deepEqual(replayed, real.session);
        assert.deepEqual(JSON.parse(JSON.stringify(real.session)), real.session, 'a session is plain data');
      }),
      { numRuns: 400 },
    );
  });
});
