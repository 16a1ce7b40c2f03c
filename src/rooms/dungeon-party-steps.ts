import type { FairShares } from '../auth/FairShares.ts';
import type { Guesses } from '../auth/Guesses.ts';
import type { LastHeard } from '../auth/LastHeard.ts';
import type { Directory } from '../directory/Directory.ts';
import type { DungeonPartyReply } from '../directory/rooms.ts';
import type { AuditEntry } from '../domain/audit.ts';
import type { DungeonPartyCommand, DungeonPartyNotice } from '../domain/dungeons/commands.ts';
import { type DungeonPartyAdminCommand, decideDungeonPartyByAdmin } from '../domain/dungeons/decide-admin.ts';
import { decideDungeonParty } from '../domain/dungeons/decide-dungeon-party.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import { type DungeonParty, memberOf, type DungeonPartyRules } from '../domain/dungeons/dungeon-party.ts';
import { type MemberDungeonParty, memberDungeonParty } from '../domain/dungeons/dungeon-party-views.ts';
import type { FinderRules } from '../domain/finder/finder-commands.ts';
import { dungeonPartyOfPlayer, type Lobby } from '../domain/dungeons/lobby.ts';
import { noticeDungeonParty } from '../domain/dungeons/notice-dungeon-party.ts';
import { createSession, type SessionRules } from '../domain/sessions/decide-session.ts';
import { refusal } from '../errors.ts';
import { applySessionEvents } from '../projections/session-updates.ts';
import type { Store } from '../store/store.ts';
import { newJoinCode } from './dungeon-party-commands.ts';
import { changeParties } from './finder-steps.ts';
import type { JoinRequests } from './JoinRequests.ts';
import type { RoomServices } from './room-services.ts';
import type { Step } from './Writer.ts';

type Rules = { partyRules: DungeonPartyRules; sessionRules: SessionRules };

export type LobbyServices = RoomServices &
  Rules & {
    directory: Directory;
    guesses: Guesses;
    lastHeard: LastHeard;
    /** The open lobbies by name, and the dungeon parties of all of them by id. */
    lobbies: FairShares;
    dungeonParties: FairShares;
    /** The join requests of all lobbies by party and player. */
    joinRequests: FairShares;
    /** The tickets of all lobbies by id. */
    tickets: FairShares;
    finderRules: Pick<FinderRules, 'ticketsMax' | 'acceptMs' | 'absentMs'>;
  };

/** `claim` may refuse decided events before they are applied. */
type Judge = Rules & {
  directory: Pick<Directory, 'refuseIfDraining'>;
  claim: (events: DungeonPartyEvent[]) => void;
  presence: Pick<JoinRequests, 'isOnline' | 'arrivalOf'>;
};

/**
 * Judges a player's command. The session that a start creates is stored with it. Refuses every kind of [PARTY-n], and `shutting_down` for
 * what begins a dungeon party or a session while the server drains.
 */
export function commandStep(
  lobby: Lobby,
  command: DungeonPartyCommand,
  askerId: string | null,
  now: number,
  { partyRules, sessionRules, directory, claim, presence }: Judge,
): Step<Lobby, DungeonPartyReply> {
  // Asked only now, because hashing a password takes time and the player may have connected meanwhile.
  if ('player' in command && command.player && presence.isOnline(command.player.player_id))
    command.player.presence = 'online';
  if (command.type === 'accept_request') command.arrival = presence.arrivalOf(command.target_id);
  if ('party' in command) command.party.join_code = newJoinCode(lobby);
  const decision = decideDungeonParty(lobby, command, now, partyRules);
  if (decision.type === 'refused') throw refusal(decision);
  const { party_id, events, session } = decision;
  if (session || events.some(({ type }) => type === 'party_created')) directory.refuseIfDraining();
  claim(events);
  const told = changeParties(lobby, events, now);
  const created = session ? [createSession(session, now, sessionRules)] : [];
  const sessionTold = applySessionEvents(null, created);
  return {
    state: lobby,
    events: [...told.events, ...created],
    updates: [...told.updates, ...sessionTold.updates],
    announcements: [...told.announcements, ...sessionTold.announcements],
    answer: replyOf(lobby, party_id, askerId),
  };
}

/** Judges an admin's command, and logs it. Refuses what it refuses. Rule: [PARTY-20], [ADMIN-4]. */
export function adminStep(
  lobby: Lobby,
  command: DungeonPartyAdminCommand,
  entry: AuditEntry,
  now: number,
): Step<Lobby, undefined> {
  const decision = decideDungeonPartyByAdmin(lobby, command, now);
  if (decision.type === 'refused') throw refusal(decision);
  const { events } = decision;
  return { ...changeParties(lobby, events, now), state: lobby, audit: [entry], answer: undefined };
}

/** Answers the dungeon party of the player that the notice is about. */
export function noticeStep(
  lobby: Lobby,
  notice: DungeonPartyNotice,
  now: number,
  rules: DungeonPartyRules,
): Step<Lobby, MemberDungeonParty | null> {
  const events = noticeDungeonParty(lobby, notice, now, rules);
  const told = changeParties(lobby, events, now);
  const party = 'player_id' in notice ? dungeonPartyOfPlayer(lobby, notice.player_id) : undefined;
  return { ...told, state: lobby, answer: party ? memberDungeonParty(party) : null };
}

/** The notices of sessions' ends of which their parties were not told. Rule: [PARTY-16]. */
export async function missedEnds(store: Store, { parties }: Lobby): Promise<DungeonPartyNotice[]> {
  const ends = await Promise.all(Array.from(parties.values(), (party) => missedEnd(store, party)));
  return ends.flat();
}

async function missedEnd(store: Store, { party_id, session_id }: DungeonParty): Promise<DungeonPartyNotice[]> {
  if (session_id === null) return [];
  const session = await store.session(session_id);
  return !session || session.status === 'complete' ? [{ type: 'session_ended', party_id, session_id }] : [];
}

/** A bare call is to a party without members, all of which it may see, or a start, of which the door shows the players alone. */
function replyOf(lobby: Lobby, party_id: string, askerId: string | null): DungeonPartyReply {
  const party = lobby.parties.get(party_id);
  const isVisible = party && (askerId === null || memberOf(party, askerId) !== undefined);
  return {
    party_id,
    session_id: party?.session_id ?? null,
    version: party?.version ?? null,
    party: isVisible ? memberDungeonParty(party) : null,
  };
}
