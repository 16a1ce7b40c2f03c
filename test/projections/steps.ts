import * as fc from 'fast-check';
import type { Data, Json } from '../../src/domain/json.ts';
import type { DungeonPartyCommand, DungeonPartyNotice } from '../../src/domain/dungeons/commands.ts';
import type { SessionCommand, SessionNotice } from '../../src/domain/sessions/decide-session.ts';
import { newcomer, newParty } from '../domain/dungeons/PlayedLobby.ts';
import { LOBBIES, NEW, type Step, WORLDS } from './PlayedServer.ts';

const player_id = fc.constantFrom('ann', 'bob', 'cat', 'dan');
/** Mostly the leader. */
const actor_id = fc.oneof(player_id, { weight: 3, arbitrary: fc.constant(NEW) });
const party_id = fc.constant(NEW);
const data: fc.Arbitrary<Data> = fc.constantFrom<Data[]>(
  {},
  { build: 'mage' },
  { build: { spell: ['ice', 4] }, hat: null },
);
const player = fc
  .record({ id: player_id, presence: fc.constantFrom('rest', 'online'), data })
  .map(({ id, presence, data }) => Object.assign(newcomer(id, presence), { data }));

const changes = fc.record(
  {
    name: fc.constantFrom('Delvers', 'Diggers'),
    max_players: fc.integer({ min: 2, max: 4 }),
    game_type: fc.constantFrom('solo', 'coop', 'pvp'),
    difficulty: fc.constantFrom('normal', 'nightmare'),
    region: fc.constantFrom('', 'eu'),
    privacy: fc.constantFrom('private', 'public'),
    password_hash: fc.constantFrom(null, 'secret#'),
    locked: fc.boolean(),
    data,
  },
  { requiredKeys: [] },
);

const to = { party_id, player_id: actor_id };
const password = fc.constant({ hash: 'secret#', ok: true });
const party = changes.map((chosen) => newParty(NEW, { ...chosen, game_type: 'coop' }));
const own = fc.record({ ready: fc.boolean(), class: fc.constantFrom(null, 'mage'), data }, { requiredKeys: [] });

const partyCommand: fc.Arbitrary<DungeonPartyCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('create'), party, player: fc.option(player, { freq: 4 }) }) },
  fc.record({ type: fc.constant('quick_join'), party, player, filter: fc.constant({}) }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant('join'), party_id, player, password }) },
  fc.record({ type: fc.constant('accept_invite'), party_id, player }),
  fc.record({ type: fc.constant('decline_invite'), party_id, player_id }),
  fc.record({ type: fc.constant('request'), party_id, player, message: fc.constant('hi') }),
  fc.oneof(
    fc.record({ type: fc.constant('withdraw_request'), party_id, player_id }),
    fc.record({
      type: fc.constant('accept_request'),
      ...to,
      target_id: player_id,
      arrival: fc.constantFrom('rest', 'online'),
    }),
    fc.record({ type: fc.constant('decline_request'), ...to, target_id: player_id }),
  ),
  fc.record({ type: fc.constant('leave'), ...to }),
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('ready'), party_id: fc.constant(null), player_id, changes: own }),
  },
  fc.record({ type: fc.constant('invite'), ...to, target_id: player_id }),
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constantFrom('kick', 'kick', 'promote'), ...to, target_id: player_id }),
  },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('update'), ...to, changes }) },
  fc.record({ type: fc.constant('dissolve'), ...to }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('start'),
      ...to,
      session_id: fc.constant(NEW),
      seed: fc.constant(7),
      force: fc.constant(true),
    }),
  },
);

const partyNotice: fc.Arbitrary<DungeonPartyNotice> = fc.oneof(
  fc.record({ type: fc.constantFrom('connected', 'disconnected', 'heard'), player_id }),
  fc.record({ type: fc.constantFrom('silent', 'not_heard'), player_id, heard_at: fc.constant(1) }),
  fc.record({ type: fc.constant('expire'), party_id }),
);

const position = fc.record({ x: fc.nat(3), y: fc.nat(3) });
const report = fc.record(
  {
    current_floor: fc.nat(3),
    current_position: position,
    progress: fc.dictionary(fc.constantFrom('boss', 'keys', '__proto__'), fc.constantFrom<Json[]>(null, 1, { hp: 5 })),
  },
  { requiredKeys: [] },
);

const sessionCommand: fc.Arbitrary<SessionCommand> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('join'), player_id, presence: fc.constant('online') }) },
  fc.record({ type: fc.constant('leave'), player_id }),
  fc.record({ type: fc.constant('ready'), player_id, ready: fc.boolean() }),
  fc.record({ type: fc.constant('player_data'), player_id, data }),
  fc.record({ type: fc.constant('start'), player_id: actor_id }),
  { weight: 3, arbitrary: fc.record({ type: fc.constant('progress'), player_id: actor_id, report }) },
  fc.record({
    type: fc.constant('complete'),
    player_id: actor_id,
    outcome: fc.constant('completed'),
    result: fc.constantFrom<Json[]>(null, { gold: 9 }),
  }),
);

const sessionNotice: fc.Arbitrary<SessionNotice> = fc.oneof(
  fc.record({ type: fc.constantFrom('disconnected', 'heard'), player_id }),
  fc.record({ type: fc.constant('not_heard'), player_id, heard_at: fc.constant(1) }),
  fc.record({ type: fc.constant('expire') }),
);

const waitMs = fc.constantFrom(0, 10, 600, 600, 3_100, 61_000, 300_000);
const place = fc.nat(3);
const lobby = fc.constantFrom(LOBBIES[0]!, LOBBIES[0]!, LOBBIES[1]!);
const world = fc.constantFrom(...WORLDS);
const seen = fc.record({
  world,
  world_type: fc.constantFrom(null, null, 'pvp', 'members'),
  value: fc.constantFrom(0, 100, 7_000_000, Number.MAX_SAFE_INTEGER),
  reporter: fc.constantFrom(null, 'r1', 'r2', 'r3'),
  source: fc.constantFrom('home', 'work'),
});

const correction = fc.constantFrom('remove', 'approve', 'mute', 'end');

/** Every command that a server may get, weighted towards those that have an effect. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ of: fc.constant('drops'), waitMs, report: seen }) },
    fc.record({ of: fc.constant('idle'), waitMs, world }),
    { weight: 2, arbitrary: fc.record({ of: fc.constant('correction'), waitMs, world, act: correction, place }) },
    { weight: 10, arbitrary: fc.record({ of: fc.constant('party'), waitMs, lobby, place, command: partyCommand }) },
    { weight: 2, arbitrary: fc.record({ of: fc.constant('party-notice'), waitMs, lobby, place, notice: partyNotice }) },
    { weight: 4, arbitrary: fc.record({ of: fc.constant('session'), waitMs, place, command: sessionCommand }) },
    fc.record({ of: fc.constant('session-notice'), waitMs, place, notice: sessionNotice }),
  ),
  { minLength: 1, maxLength: 120, size: 'max' },
);
