import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { appForSuite, FakeClock, until } from '../support/app.ts';
import { assertSound, Doors, type Stored, type Via } from './Doors.ts';

type Step = { what: string; take: (doors: Doors) => Promise<void> };

const PLAYERS = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay'];
const WISHES = {
  pair: { players_min: 2, players_max: 2 },
  trio: { players_min: 2, players_max: 3 },
  duel: { game_type: 'pvp', players_min: 1, players_max: 2 },
  picky: { players_min: 2, players_max: 3, language: 'is', gives_way: { language: 20 } },
};

const via = fc.constantFrom<Via>('rest', 'message');
const player = fc.constantFrom(...PLAYERS);

const joins = fc
  .record({ via, player, wish: fc.constantFrom(...(Object.keys(WISHES) as (keyof typeof WISHES)[])) })
  .map(({ via, player, wish }): Step => ({
    what: `${player} looks for a ${wish} by ${via}`,
    take: (doors) =>
      expected(
        doors,
        (before) => joinKind(before, player, WISHES[wish].players_max),
        () => doors.queue(via, player, 'join', WISHES[wish]),
      ),
  }));

const answers = fc
  .record({ via, player, type: fc.constantFrom('leave', 'accept', 'accept', 'accept', 'decline') })
  .map(({ via, player, type }): Step => ({
    what: `${player} ${type}s by ${via}`,
    take: (doors) =>
      expected(
        doors,
        (before) => answerKind(before, doors, via, player, type),
        () => doors.queue(via, player, type),
      ),
  }));

const parties = fc
  .record({
    player,
    type: fc.constantFrom('create', 'join', 'leave', 'kick', 'start', 'complete'),
    n: fc.nat(2),
    target: player,
  })
  .map(({ player, type, n, target }): Step => ({
    what: `${player}: ${type} party ${n}`,
    take: async (doors) => {
      const { parties: all, sessions } = doors.stored();
      const party_id = all.at(n)?.party_id;
      if (type === 'create') await doors.create(player);
      else if (type === 'complete') for (const { session_id } of sessions) await complete(doors, session_id);
      else if (type === 'start' && party_id) await doors.party(player, '/session', { party_id, force: true });
      else if (party_id)
        await doors.party(player, `/party/${party_id}/${type}`, type === 'kick' ? { target_id: target } : {});
    },
  }));

const comings = fc
  .record({ player, how: fc.constantFrom('enters', 'leaves', 'vanishes') })
  .map(({ player, how }): Step => ({
    what: `${player} ${how}`,
    take: (doors) => (how === 'enters' ? doors.connect(player) : doors.vanish(player, how === 'leaves')),
  }));

/** Random players rarely agree, so that there would be few runs. */
const agreement = via.map((via): Step => ({
  what: `all who are asked accept by ${via}`,
  take: async (doors) => {
    await doors.wait(500);
    const asked = doors.stored().tickets.filter(({ match_id }) => match_id !== null);
    for (const player of asked.flatMap(({ players }) => players)) await doors.queue(via, player, 'accept');
  },
}));

const passes = (ms: number) => fc.constant<Step>({ what: `${ms} ms pass`, take: (doors) => doors.wait(ms) });

const step = fc.oneof(
  { weight: 32, arbitrary: joins },
  { weight: 28, arbitrary: answers },
  { weight: 16, arbitrary: parties },
  { weight: 8, arbitrary: comings },
  { weight: 14, arbitrary: agreement },
  { weight: 14, arbitrary: passes(500) },
  { weight: 3, arbitrary: passes(5_500) },
  // Longer than players may be absent, or not answer. The room's clock takes seconds to catch up with it.
  { weight: 1, arbitrary: passes(30_500) },
);

/** Takes the step, whose answer must be of the kind that follows from what was stored before. */
async function expected(doors: Doors, kindOf: (before: Stored) => string, take: () => Promise<string>): Promise<void> {
  const kind = kindOf(doors.stored());
  assert.equal(await take(), kind);
}

function joinKind({ parties }: Stored, player: string, most: number): string {
  const party = parties.find(({ members }) => members.includes(player));
  if (!party) return 'ok';
  if (party.session_id !== null) return 'session_running';
  if (party.leader_id !== player) return 'not_leader';
  return party.members.length > most ? 'match_too_small' : 'ok';
}

function answerKind({ tickets, parties }: Stored, doors: Doors, via: Via, player: string, type: string): string {
  const ticket = tickets.find(({ players }) => players.includes(player));
  // By REST a player names its ticket, and knows only those that it has asked for.
  if (!ticket || (via === 'rest' && !doors.knowsTicket(player, ticket.ticket_id))) return 'ticket_not_found';
  if (type !== 'leave') return ticket.match_id === null ? 'match_not_found' : 'ok';
  const party = parties.find(({ party_id }) => party_id === ticket.party_id);
  return party && party.leader_id !== player ? 'not_leader' : 'ok';
}

/** A session tells its parties that it is over once that is stored. */
function everyPartyKnows({ parties, sessions }: Stored): boolean {
  const over = new Set(sessions.filter(({ status }) => status === 'complete').map(({ session_id }) => session_id));
  return !parties.some(({ session_id }) => session_id !== null && over.has(session_id));
}

async function complete(doors: Doors, sessionId: string): Promise<void> {
  for (const type of ['start', 'complete'])
    for (const player of PLAYERS) await doors.party(player, `/session/${sessionId}/${type}`);
}

describe('the queue by all its doors', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now, env: { REST_PRESENCE_MS: '86400000' } });

  it('[FIND-1] [FIND-3] [FIND-9] [FIND-10] nobody is ever in two queues, matches, parties or sessions, whoever comes, goes, answers or not', async () => {
    let lobbies = 0;
    const seen = { matches: 0, runs: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24, size: 'max' }), async (steps) => {
        const doors = new Doors(app, clock, `finder-${++lobbies}`);
        const taken: string[] = [];
        try {
          for (const { what, take } of steps) {
            taken.push(what);
            await take(doors);
            await until(() => everyPartyKnows(doors.stored()), 'every party is told that its session is over');
            const stored = doors.stored();
            seen.matches += stored.matches.length;
            seen.runs = Math.max(seen.runs, stored.sessions.length);
            assertSound(stored);
          }
        } catch (error) {
          throw new Error(`after:\n${taken.join('\n')}`, { cause: error });
        } finally {
          await doors.close();
          // Nobody calls any more, so the lobby's tickets end, and the lobby with them.
          clock.advance(120_000);
        }
      }),
      { numRuns: 220, endOnFailure: true, interruptAfterTimeLimit: 580_000, markInterruptAsFailure: true },
    );
    assert.ok(seen.matches > 20 && seen.runs > 0, `the histories had matches and runs: ${JSON.stringify(seen)}`);
  }).timeout(600_000);
});
