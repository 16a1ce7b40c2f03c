import * as fc from 'fast-check';
import type { DungeonPartyCommand, DungeonPartyNotice } from '../../../src/domain/dungeons/commands.ts';
import type { Step } from './ModelLobby.ts';
import { newcomer, newParty, T0 } from './PlayedLobby.ts';

/** Stands for the leader of the party that a step is about, which a random player seldom is. */
export const LEADER = '<leader>';
const player_id = fc.constantFrom('ann', 'bob', 'cat', 'dan', 'eve');
const actor_id = fc.oneof(player_id, fc.constant(LEADER));
/** The first, second or third party that exists when the step is taken. */
const party_id = fc.constantFrom('1', '1', '1', '2', '2', '3');
const maybeParty = fc.option(party_id, { freq: 2 });
const session_id = fc.constantFrom('s1', 's2');
const player = fc.tuple(player_id, fc.constantFrom('rest', 'online')).map(([id, presence]) => newcomer(id, presence));
const password = fc.constantFrom(null, { hash: 'secret#', ok: true }, { hash: 'secret#', ok: false });
const target = { party_id: maybeParty, player_id: actor_id, target_id: player_id };
const settings = fc.record(
  {
    max_players: fc.integer({ min: 1, max: 4 }),
    game_type: fc.constantFrom('solo', 'coop', 'coop'),
    privacy: fc.constantFrom('private', 'public', 'public'),
    password_hash: fc.constantFrom(null, null, 'secret#'),
    locked: fc.constantFrom(false, false, true),
  },
  { requiredKeys: [] },
);
const party = settings.map((chosen) => newParty('new', chosen));

const command: fc.Arbitrary<DungeonPartyCommand> = fc.oneof(
  fc.record({ type: fc.constant('create'), party, player: fc.option(player, { freq: 3 }) }),
  fc.record({ type: fc.constant('quick_join'), party, player, filter: fc.constant({}) }),
  {
    weight: 4,
    arbitrary: fc.record(
      { type: fc.constant('join'), party_id, player, password, if_version: fc.constantFrom(-1, 0, 0) },
      { requiredKeys: ['type', 'party_id', 'player', 'password'] },
    ),
  },
  fc.record({ type: fc.constant('join_by_code'), join_code: party_id, player, password }),
  { weight: 2, arbitrary: fc.record({ type: fc.constant('accept_invite'), party_id, player }) },
  fc.record({ type: fc.constant('decline_invite'), party_id, player_id }),
  { weight: 4, arbitrary: fc.record({ type: fc.constant('request'), party_id, player, message: fc.constant('') }) },
  fc.record({ type: fc.constant('withdraw_request'), party_id, player_id }),
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('accept_request'),
      party_id,
      player_id: actor_id,
      target_id: player_id,
      arrival: fc.constantFrom('rest', 'online', null),
    }),
  },
  fc.record({ type: fc.constant('decline_request'), ...target }),
  fc.record({ type: fc.constant('leave'), party_id: maybeParty, player_id: actor_id }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('ready'),
      party_id: fc.constant(null),
      player_id,
      changes: fc.record({ ready: fc.boolean() }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('invite'), ...target }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('kick'), ...target }) },
  fc.record({ type: fc.constant('promote'), ...target }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('update'),
      party_id: maybeParty,
      player_id: fc.option(actor_id),
      changes: settings,
    }),
  },
  fc.record({ type: fc.constant('dissolve'), party_id, player_id: fc.option(player_id) }),
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('start'),
      party_id: maybeParty,
      player_id: fc.option(actor_id),
      session_id,
      seed: fc.constant(7),
      force: fc.boolean(),
    }),
  },
);

const notice: fc.Arbitrary<DungeonPartyNotice> = fc.oneof(
  fc.record({ type: fc.constantFrom('connected', 'disconnected', 'disconnected'), player_id }),
  fc.record({ type: fc.constantFrom('silent', 'not_heard'), player_id, heard_at: fc.constant(T0) }),
  fc.record({ type: fc.constant('heard'), player_id }),
  fc.record({ type: fc.constant('expire'), party_id }),
  fc.record({ type: fc.constant('session_ended'), party_id, session_id }),
);

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ command }) },
  { weight: 1, arbitrary: fc.record({ notice }) },
);
