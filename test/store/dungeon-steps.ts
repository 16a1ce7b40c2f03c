import * as fc from 'fast-check';
import type { DungeonPartyCommand } from '../../src/domain/dungeons/commands.ts';
import { decideDungeonParty } from '../../src/domain/dungeons/decide-dungeon-party.ts';
import type { Data } from '../../src/domain/json.ts';
import { dungeonPartyOfPlayer } from '../../src/domain/dungeons/lobby.ts';
import { noticeDungeonParty } from '../../src/domain/dungeons/notice-dungeon-party.ts';
import { applySessionEvent, type SessionEvent } from '../../src/domain/sessions/session-events.ts';
import { type SessionCommand, createSession, decideSession } from '../../src/domain/sessions/decide-session.ts';
import { noticeSession } from '../../src/domain/sessions/notice-session.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { newcomer, newParty } from './dungeon-events.ts';
import type { MemoryModel } from './memory-model.ts';

type PartyVerb =
  | 'create'
  | 'join'
  | 'leave'
  | 'ready'
  | 'update'
  | 'invite'
  | 'decline_invite'
  | 'request'
  | 'withdraw_request'
  | 'accept_request'
  | 'decline_request'
  | 'kick'
  | 'promote'
  | 'dissolve'
  | 'start';
type SessionVerb = 'join' | 'ready' | 'player_data' | 'start' | 'progress' | 'complete' | 'leave';

type Presence = 'disconnected' | 'not_heard' | 'heard';

type PartyAct = {
  party: PartyVerb | Presence | 'connected' | 'silent' | 'expire';
  lobby: string;
  player: string;
  other: string;
  nth: number;
  data: Data;
};
type SessionAct = { session: SessionVerb | Presence | 'expire'; player: string; nth: number; data: Data };

/** Something a player does in a lobby or session, or the server notices there. */
export type DungeonAct = PartyAct | SessionAct;

const partyVerb = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<PartyAct['party'][]>('create', 'join', 'join', 'start') },
  {
    weight: 3,
    arbitrary: fc.constantFrom<PartyAct['party'][]>('leave', 'ready', 'update', 'invite', 'decline_invite', 'kick'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<PartyAct['party'][]>('promote', 'dissolve', 'connected', 'disconnected', 'expire'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<PartyAct['party'][]>(
      'request',
      'request',
      'withdraw_request',
      'accept_request',
      'decline_request',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<PartyAct['party'][]>('silent', 'not_heard', 'heard'),
  },
);
const sessionVerb = fc.constantFrom<SessionAct['session'][]>(
  'join',
  'ready',
  'player_data',
  'start',
  'progress',
  'complete',
  'leave',
  'disconnected',
  'not_heard',
  'heard',
  'expire',
);

const player = fc.constantFrom('ann', 'bob', 'cat', 'dan');
/** Picks the first, second or third of those that exist at that time. */
const nth = fc.constantFrom(0, 0, 1, 1, 2);
const data = fc.constantFrom<Data>({}, { level: 3 }, JSON.parse('{"__proto__":{"x":[null]},"\u00e9\\n":1.5}'));

export const dungeonAct: fc.Arbitrary<DungeonAct> = fc.oneof(
  fc.record({
    party: partyVerb,
    lobby: fc.constantFrom('main', 'main', 'other'),
    player,
    other: player,
    nth,
    data,
  }),
  fc.record({ session: sessionVerb, player, nth, data }),
);

/** The events of the act, none if the rules refuse it. `id` is unused. */
export function eventsOfAct(model: MemoryModel, act: DungeonAct, now: number, id: string): StoredEvent[] {
  return 'party' in act ? partyEvents(model, act, now, id) : sessionEvents(model, act, now);
}

function partyEvents(model: MemoryModel, act: PartyAct, now: number, id: string): StoredEvent[] {
  const lobby = model.lobby(act.lobby);
  const party_id = [...lobby.parties.keys()][act.nth] ?? 'none';
  const { party: verb, player: player_id } = act;
  if (verb === 'expire') return noticeDungeonParty(lobby, { type: verb, party_id }, now);
  if (verb === 'silent' || verb === 'not_heard') {
    return noticeDungeonParty(lobby, { type: verb, player_id, heard_at: now - 1 }, now);
  }
  if (verb === 'connected' || verb === 'disconnected' || verb === 'heard') {
    return noticeDungeonParty(lobby, { type: verb, player_id }, now);
  }
  const own = dungeonPartyOfPlayer(lobby, player_id)?.party_id ?? 'none';
  const answer = decideDungeonParty(lobby, partyCommand({ ...act, party: verb }, { party_id, own, id }), now);
  if (answer.type === 'refused') return [];
  return [...answer.events, ...(answer.session ? [createSession(answer.session, now)] : [])];
}

type Ids = { party_id: string; own: string; id: string };

function partyCommand(act: PartyAct & { party: PartyVerb }, { party_id, own, id }: Ids): DungeonPartyCommand {
  const { party: verb, player: player_id, nth, data } = act;
  const member = newcomer(player_id, { data, presence: nth === 0 ? 'rest' : 'online' });
  const by = { party_id: own, player_id };
  switch (verb) {
    case 'create':
      // A password, so that it can be asked; the store's tests check none.
      return {
        type: verb,
        party: newParty(id, { data, password_hash: nth === 1 ? 'hash' : null }),
        player: nth === 2 ? null : member,
      };
    case 'join':
      return { type: verb, party_id, player: member, password: null };
    case 'ready':
      return { type: verb, ...by, changes: { ready: nth > 0, data } };
    case 'update':
      return { type: verb, ...by, changes: { difficulty: `level ${nth}`, data } };
    case 'invite':
    case 'kick':
    case 'promote':
    case 'decline_request':
      return { type: verb, ...by, target_id: act.other };
    case 'decline_invite':
    case 'withdraw_request':
      return { type: verb, party_id, player_id };
    case 'request':
      return { type: verb, party_id, player: member, message: 'hi' };
    case 'accept_request':
      return { type: verb, ...by, target_id: act.other, arrival: 'rest' };
    case 'leave':
    case 'dissolve':
      return { type: verb, ...by };
    case 'start':
      return { type: verb, ...by, session_id: id, seed: 2 ** 32 - 1, force: nth > 0 };
  }
}

/** A session that ends also changes its party, in the same commit. */
function sessionEvents(model: MemoryModel, act: SessionAct, now: number): StoredEvent[] {
  const session = [...model.sessions.values()].filter(({ status }) => status !== 'complete')[act.nth];
  if (!session) return [];
  const events = decideAct(session, act, now);
  const { status, lobby, party_id, session_id } = events.reduce<Session>(applySessionEvent, session);
  if (status !== 'complete') return events;
  const told = noticeDungeonParty(model.lobby(lobby), { type: 'session_ended', party_id, session_id }, now);
  return [...events, ...told];
}

function decideAct(session: Session, act: SessionAct, now: number): SessionEvent[] {
  const { session: verb } = act;
  if (verb === 'expire') return noticeSession(session, { type: verb }, now);
  if (verb === 'not_heard')
    return noticeSession(session, { type: verb, player_id: act.player, heard_at: now - 1 }, now);
  if (verb === 'disconnected' || verb === 'heard')
    return noticeSession(session, { type: verb, player_id: act.player }, now);
  const answer = decideSession(session, sessionCommand({ ...act, session: verb }, session.leader_id), now);
  return answer.type === 'refused' ? [] : answer.events;
}

function sessionCommand(act: SessionAct & { session: SessionVerb }, leader: string | null): SessionCommand {
  const { session: verb, player: player_id, data, nth } = act;
  const by = { player_id: leader ?? player_id };
  switch (verb) {
    case 'join':
      return { type: verb, player_id, presence: nth === 0 ? 'rest' : 'online' };
    case 'ready':
      return { type: verb, player_id, ready: nth !== 1 };
    case 'player_data':
      return { type: verb, player_id, data };
    case 'leave':
      return { type: verb, player_id };
    case 'start':
      return { type: verb, ...by };
    case 'progress':
      return {
        type: verb,
        ...by,
        report: { current_floor: nth, current_position: { x: nth, y: -0.5 }, progress: data },
      };
    case 'complete':
      return { type: verb, ...by, outcome: nth === 0 ? 'failed' : 'completed', result: data };
  }
}
