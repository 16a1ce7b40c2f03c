import { refuse } from '../refusals.ts';
import { isClaimed } from '../players.ts';
import type { NewSession } from '../sessions/session.ts';
import { accept, type AddressedDungeonPartyCommand, type DungeonPartyDecision } from './commands.ts';
import { type Json, sameJson } from '../json.ts';
import {
  type Member,
  memberOf,
  type DungeonParty,
  type DungeonPartySettings,
  pickSettings,
  seats,
  type StartBlocker,
  startBlockers,
} from './dungeon-party.ts';

type Command<Do extends AddressedDungeonPartyCommand['type']> = Extract<AddressedDungeonPartyCommand, { type: Do }>;

export function decideUpdate(party: DungeonParty, command: Command<'update'>, now: number): DungeonPartyDecision {
  if (!mayLead(party, command.player_id)) return refuse('not_leader');
  const changes = changedSettings(party, command.changes);
  if (Object.keys(changes).length === 0) return accept(party, now, []);
  const altersSession = changes.game_type !== undefined || changes.difficulty !== undefined;
  if (altersSession && party.session_id !== null) return refuse('session_running');
  const left = seats({ ...party, ...changes });
  if (left < party.members.length) {
    return refuse(
      'max_players_too_low',
      `the party has ${party.members.length} members, and there would be ${left} seats`,
    );
  }
  return accept(party, now, [{ type: 'party_updated', changes }]);
}

/** Allowed during a session too, as leaving is: the event names the session, whose room drops the player. Rule: [PARTY-15]. */
export function decideKick(party: DungeonParty, command: Command<'kick'>, now: number): DungeonPartyDecision {
  const { player_id: by, target_id: player_id } = command;
  const { session_id } = party;
  if (!mayLead(party, by)) return refuse('not_leader');
  if (player_id === by) return refuse('cannot_kick_self');
  if (!memberOf(party, player_id)) return refuse('player_not_in_party');
  return accept(party, now, [{ type: 'member_kicked', player_id, by, session_id }]);
}

export function decidePromote(party: DungeonParty, command: Command<'promote'>, now: number): DungeonPartyDecision {
  const { player_id: by, target_id: player_id } = command;
  if (!mayLead(party, by)) return refuse('not_leader');
  if (!memberOf(party, player_id)) return refuse('player_not_in_party');
  if (player_id === party.leader_id) return accept(party, now, []);
  return accept(party, now, [{ type: 'leader_promoted', player_id, by }]);
}

export function decideDissolve(
  party: DungeonParty,
  { player_id: by }: Command<'dissolve'>,
  now: number,
): DungeonPartyDecision {
  const { session_id } = party;
  if (!mayLead(party, by)) return refuse('not_leader');
  if (session_id !== null) return refuse('session_running');
  return accept(party, now, [{ type: 'party_dissolved', reason: 'dissolved', by, session_id }]);
}

/** A bare start acts for the leader, unless that takes a token. It always forces, because it has nobody to tell who is missing. Rule: [PARTY-4], [PARTY-14]. */
export function decideStart(party: DungeonParty, command: Command<'start'>, now: number): DungeonPartyDecision {
  const { player_id, session_id } = command;
  if (player_id !== null && !mayLead(party, player_id)) return refuse('not_leader');
  if (player_id === null && isClaimed(party.leader_id ?? '')) return refuse('unauthorized');
  const forced = command.force || player_id === null;
  const blockers = startBlockers(party).filter(({ player_id }) => player_id === null || !forced);
  const [first] = blockers;
  if (first) return { ...refuse(first.reason, howToStart(party, blockers)), blockers };
  const session = newSession(party, session_id, command.seed);
  return { ...accept(party, now, [{ type: 'party_session_started', session_id }]), session };
}

/** Members that a message names; a party may have 64. */
const NAMED_MAX = 4;

const LIST = new Intl.ListFormat('en');

/** Who keeps the session from starting, and how to go on. Undefined where the kind says all. Rule: [IN-6]. */
function howToStart({ members }: DungeonParty, blockers: StartBlocker[]): string | undefined {
  const blocked = (reason: StartBlocker['reason']) => {
    const ids = new Set(blockers.filter((blocker) => blocker.reason === reason).map(({ player_id }) => player_id));
    return members.filter(({ player_id }) => ids.has(player_id)).map(({ name }) => name);
  };
  const waits = [
    describe(blocked('not_ready'), 'is not ready', 'are not ready'),
    describe(blocked('member_away'), 'has lost the connection', 'have lost the connection'),
  ].filter((text) => text !== null);
  return waits.length === 0 ? undefined : `${LIST.format(waits)}. Wait, or send "force": true.`;
}

function describe(names: string[], is: string, are: string): string | null {
  if (names.length === 0) return null;
  const more = names.length - NAMED_MAX;
  const named = more > 0 ? [...names.slice(0, NAMED_MAX), `${more} more`] : names;
  return `${LIST.format(named)} ${names.length === 1 ? is : are}`;
}

/** Nobody leads an empty party, so anybody with its id may. Rule: [PARTY-4]. */
export function mayLead(party: DungeonParty, playerId: string | null): boolean {
  return party.leader_id === null || party.leader_id === playerId;
}

function changedSettings(party: DungeonParty, changes: Partial<DungeonPartySettings>): Partial<DungeonPartySettings> {
  const current = new Map<string, Json>(Object.entries(pickSettings(party)));
  return Object.fromEntries(
    Object.entries(pickSettings(changes)).filter(([name, value]) => !sameJson(value, current.get(name)!)),
  );
}

function newSession(party: DungeonParty, session_id: string, seed: number): NewSession {
  const { party_id, lobby, leader_id, game_type, difficulty } = party;
  const players = party.members.map((member) => newSessionPlayer(member, leader_id));
  return { session_id, party_id, lobby, leader_id: leader_id!, game_type, difficulty, seed, players, teams: [] };
}

/** A member who joined the party by REST plays by REST too, so is connected from the start. Rule: [SESSION-2]. */
function newSessionPlayer(member: Member, leaderId: string | null): NewSession['players'][number] {
  const { player_id, name, class: playerClass, data, presence } = member;
  const arrival = presence.status === 'rest' ? 'rest' : 'expected';
  return {
    player_id,
    name,
    class: playerClass,
    data,
    ready: member.ready || player_id === leaderId,
    presence: arrival,
  };
}
