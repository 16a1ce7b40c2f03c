import * as fc from 'fast-check';
import { LEADER, TwoDoors } from './TwoDoors.ts';

type Step = { what: string; take: (doors: TwoDoors) => Promise<void> };

const via = fc.constantFrom('rest', 'message');
const player = fc.constantFrom('ann', 'bob', 'cat', 'dan');
const actor = fc.oneof(player, fc.constant(LEADER));
const party = fc.constantFrom(0, 0, 0, 1, 2);
const settings = fc.record(
  {
    max_players: fc.integer({ min: 1, max: 3 }),
    game_type: fc.constantFrom('solo', 'coop', 'coop', 'coop'),
    privacy: fc.constantFrom('private', 'public', 'public'),
    locked: fc.constantFrom(true, false, false),
  },
  { requiredKeys: [] },
);

type Doing<Do> = { type: fc.Arbitrary<Do>; who: fc.Arbitrary<string | null>; input?: fc.Arbitrary<object> };

const partyStep = <Do extends Parameters<TwoDoors['party']>[1]['type']>({ type: name, who, input }: Doing<Do>) =>
  fc
    .record({ via, step: fc.record({ type: name, who, party, target: player, input: input ?? fc.constant({}) }) })
    .map(({ via, step }): Step => ({
      what: `${via} party.${JSON.stringify(step)}`,
      take: (doors) => doors.party(via, step),
    }));

const stale = fc.record({ stale: fc.constantFrom(true, false, false) }, { requiredKeys: [] });
const bareOr = (who: fc.Arbitrary<string>) => fc.option(who, { freq: 5 });

const runStep = fc
  .record({
    via,
    step: fc.record({
      type: fc.constantFrom(
        'join',
        'join',
        'join',
        'ready',
        'leave',
        'player_data',
        'start',
        'progress',
        'complete',
        'drop',
      ),
      who: actor,
      run: fc.constantFrom(-1, -1, 0),
      floor: fc.nat(3),
    }),
  })
  .map(({ via, step }): Step => ({
    what: `${via} session.${JSON.stringify(step)}`,
    take: (doors) => doors.run(via, step),
  }));

const steps: fc.WeightedArbitrary<Step>[] = [
  { weight: 3, arbitrary: partyStep({ type: fc.constantFrom('create', 'quick_join'), who: player, input: settings }) },
  { weight: 1, arbitrary: partyStep({ type: fc.constant('create'), who: fc.constant(null), input: settings }) },
  { weight: 7, arbitrary: partyStep({ type: fc.constantFrom('join', 'join', 'join_by_code'), who: player }) },
  {
    weight: 2,
    arbitrary: partyStep({ type: fc.constantFrom('leave', 'accept_invite', 'decline_invite'), who: player }),
  },
  { weight: 3, arbitrary: partyStep({ type: fc.constantFrom('kick', 'promote', 'invite'), who: actor, input: stale }) },
  { weight: 4, arbitrary: partyStep({ type: fc.constantFrom('request', 'request', 'withdraw_request'), who: player }) },
  {
    weight: 4,
    arbitrary: partyStep({ type: fc.constantFrom('accept_request', 'decline_request'), who: actor, input: stale }),
  },
  { weight: 2, arbitrary: partyStep({ type: fc.constant('update'), who: bareOr(actor), input: settings }) },
  { weight: 2, arbitrary: partyStep({ type: fc.constantFrom('lock', 'unlock'), who: actor, input: stale }) },
  {
    weight: 2,
    arbitrary: partyStep({ type: fc.constant('ready'), who: player, input: fc.record({ ready: fc.boolean() }) }),
  },
  { weight: 1, arbitrary: partyStep({ type: fc.constant('dissolve'), who: bareOr(actor) }) },
  {
    weight: 4,
    arbitrary: partyStep({ type: fc.constant('start'), who: bareOr(actor), input: fc.record({ force: fc.boolean() }) }),
  },
  { weight: 12, arbitrary: runStep },
  {
    weight: 2,
    arbitrary: fc.tuple(player, fc.boolean()).map(([player, comes]): Step => ({
      what: `${player} ${comes ? 'enters' : 'goes'}`,
      take: (doors) => (comes ? doors.connect(player) : doors.disconnect(player)),
    })),
  },
];

const waits: fc.WeightedArbitrary<Step> = {
  weight: 1,
  arbitrary: fc.constantFrom(30_000, 60_000).map((ms): Step => ({
    what: `${ms} ms pass`,
    take: (doors) => doors.wait(ms),
  })),
};

class Play implements fc.AsyncCommand<object, TwoDoors> {
  readonly step: Step;
  constructor(step: Step) {
    this.step = step;
  }
  check(): boolean {
    return true;
  }
  run(_model: object, doors: TwoDoors): Promise<void> {
    return this.step.take(doors);
  }
  toString(): string {
    return this.step.what;
  }
}

/** Plays of up to 40 steps. `time`: whether time passes in them. */
export function anyPlays({ time }: { time: boolean }): fc.Arbitrary<Iterable<fc.AsyncCommand<object, TwoDoors>>> {
  const step = fc.oneof(...steps, ...(time ? [waits] : []));
  return fc.commands([step.map((step) => new Play(step))], { maxCommands: 40, size: 'max' });
}
