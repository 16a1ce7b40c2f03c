import type { ErrorKind } from '../../src/errors.ts';
import { INVITE_MS, PARTY_INVITES_MAX, PROGRESS_LENGTH_MAX } from '../../src/domain/limits.ts';
import type { DungeonPartyRequest } from '../../src/protocol/dungeon-party-requests.ts';
import type { SessionRequest } from '../../src/protocol/session-requests.ts';

/** Named as in messages. */
export type Command = `party.${DungeonPartyRequest['type']}` | `session.${SessionRequest['type']}`;

/** The part of an answer that all doors share: about the party or, for `session.` commands, the session. */
export type DoorAnswer = { party_id: string; session_id: string | null; version: number | null; join_code?: string };

/** One way into the server: REST, or messages to rooms. */
export interface Door {
  /** Creates a party in the main lobby that the player leads. */
  create(player: string, settings?: object): Promise<DoorAnswer>;
  /**
   * Sends a player's command; `session.` commands carry their `session_id` in the input. Rejects with the AppError of the
   * refusal. `player` is null for a call without a player, which only REST has.
   */
  request(player: string | null, command: Command, input: object): Promise<DoorAnswer>;
  /** Connects the player to the main lobby and drops the connection. Resolves when the server has noticed. */
  loseConnection(player: string): Promise<void>;
  /** Closes the connection of a player who is in no party, if it has one. */
  vanish(player: string): Promise<void>;
  /** Lets time pass. */
  advance(ms: number): void;
}

/** How to provoke one refusal: after `arrange`, the command of `act` is refused with `kind`. */
export type Scenario = {
  kind: ErrorKind;
  title: string;
  /** Whether it needs a call without a player, which only REST has. */
  bare: boolean;
  arrange: (door: Door) => Promise<unknown>;
  act: (door: Door, stage: unknown) => Promise<unknown>;
};

const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';

let players = 0;
export const someone = () => `player-${++players}`;

export function scenario<Stage>(
  kind: ErrorKind,
  title: string,
  arrange: (door: Door) => Promise<Stage>,
  act: (door: Door, stage: Stage) => Promise<unknown>,
  bare = false,
): Scenario {
  return { kind, title, bare, arrange, act: (door, stage) => act(door, stage as Stage) };
}

/** A party with one leader. */
export const led = (settings: object = {}) => {
  return async (door: Door) => {
    const leader = someone();
    const { party_id, join_code, version } = await door.create(leader, settings);
    return { leader, party_id, join_code, version };
  };
};

/** A party of two. */
const pair = async (door: Door) => {
  const { leader, party_id } = await led()(door);
  const member = someone();
  await door.request(member, 'party.join', { party_id });
  return { leader, member, party_id };
};

/** A pair in a session that waits for the member to be ready. */
const waiting = async (door: Door) => {
  const stage = await pair(door);
  const { session_id } = await door.request(stage.leader, 'party.start', { party_id: stage.party_id, force: true });
  return { ...stage, session_id: session_id! };
};

const running = async (door: Door) => {
  const stage = await waiting(door);
  const { session_id } = stage;
  await door.request(stage.leader, 'session.start', { session_id });
  return stage;
};

const complete = async (door: Door) => {
  const stage = await running(door);
  await door.request(stage.leader, 'session.complete', { session_id: stage.session_id });
  return stage;
};

/** A player who was kicked. */
const kicked = async (door: Door) => {
  const stage = await pair(door);
  await door.request(stage.leader, 'party.kick', { party_id: stage.party_id, target_id: stage.member });
  return stage;
};

const join = (door: Door, { party_id }: { party_id: string }, input: object = {}) =>
  door.request(someone(), 'party.join', { party_id, ...input });

export const PARTY_SCENARIOS: Scenario[] = [
  scenario('validation_failed', 'a kick of nobody', pair, (door, { leader, party_id }) =>
    door.request(leader, 'party.kick', { party_id }),
  ),
  scenario('unauthorized', "a guest's id without its token", led(), (door, { party_id }) =>
    door.request('guest-0e8d3c2a-6f0e-4b55-9c0e-4b1f7a3f2a10', 'party.join', { party_id }),
  ),
  scenario('party_not_found', 'joining what is not there', led(), (door) => join(door, { party_id: NOBODYS_ID })),
  scenario('party_full', 'a third in a party of two', pair, async (door, { leader, party_id }) => {
    await door.request(leader, 'party.update', { party_id, max_players: 2 });
    return join(door, { party_id });
  }),
  scenario('party_full', 'a second in a solo party', led({ game_type: 'solo' }), join),
  scenario('party_locked', 'joining what is locked', led({ locked: true }), join),
  scenario('party_private', 'joining what is private', led({ privacy: 'private' }), join),
  scenario('join_code_unknown', 'a code of no party', led(), (door) =>
    door.request(someone(), 'party.join_by_code', { code: '222222' }),
  ),
  scenario('password_required', 'no password', led({ password: 'sesame' }), join),
  scenario('wrong_password', 'a wrong password', led({ password: 'sesame' }), (door, stage) =>
    join(door, stage, { password: 'Sesame' }),
  ),
  scenario('banned', 'joining after a kick', kicked, (door, { member, party_id }) =>
    door.request(member, 'party.join', { party_id }),
  ),
  scenario('already_in_party', 'joining a second party', pair, async (door, { member }) =>
    door.request(member, 'party.join', { party_id: (await door.create(someone())).party_id }),
  ),
  scenario('already_in_party', 'creating a second party', led(), (door, { leader }) => door.create(leader)),
  scenario('not_member', 'getting ready outside', led(), (door, { party_id }) =>
    door.request(someone(), 'party.ready', { party_id }),
  ),
  scenario('not_leader', 'a member who kicks', pair, (door, { leader, member, party_id }) =>
    door.request(member, 'party.kick', { party_id, target_id: leader }),
  ),
  scenario('not_leader', 'somebody who dissolves', led(), (door, { party_id }) =>
    door.request(someone(), 'party.dissolve', { party_id }),
  ),
  scenario('player_not_in_party', 'a stranger who is promoted', led(), (door, { leader, party_id }) =>
    door.request(leader, 'party.promote', { party_id, target_id: someone() }),
  ),
  scenario('cannot_kick_self', 'a leader who kicks itself', led(), (door, { leader, party_id }) =>
    door.request(leader, 'party.kick', { party_id, target_id: leader }),
  ),
  scenario('max_players_too_low', 'one seat for two', pair, (door, { leader, party_id }) =>
    door.request(leader, 'party.update', { party_id, max_players: 1 }),
  ),
  scenario('invite_not_found', 'accepting what nobody offered', led(), (door, { party_id }) =>
    door.request(someone(), 'party.accept_invite', { party_id }),
  ),
  scenario(
    'invite_expired',
    'accepting after 10 minutes',
    async (door) => {
      const { leader, party_id } = await led()(door);
      const invited = someone();
      await door.request(leader, 'party.invite', { party_id, target_id: invited });
      door.advance(INVITE_MS);
      return { invited, party_id };
    },
    (door, { invited, party_id }) => door.request(invited, 'party.accept_invite', { party_id }),
  ),
  scenario(
    'invites_full',
    'a 65th invite',
    async (door) => {
      const stage = await led()(door);
      const { leader, party_id } = stage;
      for (let i = 0; i < PARTY_INVITES_MAX; i++) {
        await door.request(leader, 'party.invite', { party_id, target_id: someone() });
      }
      return stage;
    },
    (door, { leader, party_id }) => door.request(leader, 'party.invite', { party_id, target_id: someone() }),
  ),
  scenario('version_conflict', 'a version that was', led(), async (door, { leader, party_id, version }) => {
    await door.request(leader, 'party.lock', { party_id });
    return door.request(leader, 'party.unlock', { party_id, if_version: version });
  }),
];

export const START_SCENARIOS: Scenario[] = [
  scenario(
    'party_empty',
    'a start without members',
    (door) => door.request(null, 'party.create', {}),
    (door, { party_id }) => door.request(null, 'party.start', { party_id }),
    true,
  ),
  scenario('not_ready', 'a start before all are ready', pair, (door, { leader, party_id }) =>
    door.request(leader, 'party.start', { party_id }),
  ),
  scenario(
    'member_away',
    'a start without one who lost the connection',
    async (door) => {
      const stage = await pair(door);
      await door.request(stage.member, 'party.ready', { party_id: stage.party_id });
      await door.loseConnection(stage.member);
      return stage;
    },
    (door, { leader, party_id }) => door.request(leader, 'party.start', { party_id }),
  ),
  scenario('session_running', 'a second start', waiting, (door, { leader, party_id }) =>
    door.request(leader, 'party.start', { party_id }),
  ),
  scenario('session_running', 'joining a party on a run', waiting, join),
];

export const SESSION_SCENARIOS: Scenario[] = [
  scenario('session_not_found', 'a session that is not there', led(), (door, { leader }) =>
    door.request(leader, 'session.ready', { session_id: NOBODYS_ID }),
  ),
  scenario('not_in_session', 'a stranger', waiting, (door, { session_id }) =>
    door.request(someone(), 'session.join', { session_id }),
  ),
  scenario('session_left', 'joining again after leaving', waiting, async (door, { member, session_id }) => {
    await door.request(member, 'session.leave', { session_id });
    return door.request(member, 'session.join', { session_id });
  }),
  scenario('session_not_started', 'progress before the start', waiting, (door, { leader, session_id }) =>
    door.request(leader, 'session.progress', { session_id, current_floor: 1 }),
  ),
  scenario('session_started', 'a second start of the run', running, (door, { leader, session_id }) =>
    door.request(leader, 'session.start', { session_id }),
  ),
  scenario('session_complete', 'progress after the end', complete, (door, { leader, session_id }) =>
    door.request(leader, 'session.progress', { session_id, current_floor: 1 }),
  ),
  scenario('not_leader', 'progress by a member', running, (door, { member, session_id }) =>
    door.request(member, 'session.progress', { session_id, current_floor: 1 }),
  ),
  scenario('progress_too_large', 'progress that grows too large', running, async (door, { leader, session_id }) => {
    const half = 'x'.repeat(PROGRESS_LENGTH_MAX / 2);
    await door.request(leader, 'session.progress', { session_id, progress: { a: half } });
    return door.request(leader, 'session.progress', { session_id, progress: { b: half } });
  }),
  scenario('version_conflict', 'a version that was of a session', running, (door, { leader, session_id }) =>
    door.request(leader, 'session.progress', { session_id, current_floor: 1, if_version: 1 }),
  ),
];
