import { refuse } from '../refusals.ts';
import type { AddressedDungeonPartyCommand, DungeonPartyDecision, DungeonPartyCommand } from './commands.ts';
import { decideAccept, decideCreate, decideJoin, decideJoinByCode, decideQuickJoin } from './decide-entry.ts';
import { decideDissolve, decideKick, decidePromote, decideStart, decideUpdate } from './decide-leadership.ts';
import { decideDecline, decideInvite, decideLeave, decideReady } from './decide-membership.ts';
import { decideAcceptRequest, decideDeclineRequest, decideRequest, decideWithdraw } from './decide-requests.ts';
import { type Lobby, dungeonPartyOfPlayer } from './lobby.ts';
import { type DungeonParty, DUNGEON_PARTY_RULES, type DungeonPartyRules } from './dungeon-party.ts';

/** Says by whom: the leaders of parties can ban, too. */
export const BANNED_FROM_SERVER = 'An admin has banned this player from the server.';

/** Judges one command. Changes nothing itself: `applyDungeonPartyEvent` applies the events. */
export function decideDungeonParty(
  lobby: Lobby,
  command: DungeonPartyCommand,
  now: number,
  rules: DungeonPartyRules = DUNGEON_PARTY_RULES,
): DungeonPartyDecision {
  const newcomer = newcomerOf(command);
  if (newcomer !== undefined && rules.isBanned(newcomer)) return refuse('banned', BANNED_FROM_SERVER);
  if (command.type === 'create') return decideCreate(lobby, command, now, rules);
  if (command.type === 'quick_join') return decideQuickJoin(lobby, command, now, rules);
  if (command.type === 'join_by_code') return decideJoinByCode(lobby, command, now);
  return decideAddressed(lobby, command, now, rules);
}

/** Whom the command would bring into a party. */
function newcomerOf(command: DungeonPartyCommand): string | undefined {
  if (command.type === 'accept_request') return command.target_id;
  return 'player' in command ? command.player?.player_id : undefined;
}

function decideAddressed(
  lobby: Lobby,
  command: AddressedDungeonPartyCommand,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  const party = addressee(lobby, command);
  if (party === undefined) return refuse(command.party_id === null ? 'not_member' : 'party_not_found');
  const { if_version } = command;
  if (if_version !== undefined && if_version !== party.version) {
    return refuse('version_conflict', `the party has version ${party.version}, not ${if_version}`);
  }
  return decideFor(lobby, party, command, now, rules);
}

function addressee(lobby: Lobby, command: AddressedDungeonPartyCommand): DungeonParty | undefined {
  if (command.party_id !== null) return lobby.parties.get(command.party_id);
  const player_id = 'player' in command ? command.player.player_id : command.player_id;
  return player_id === null ? undefined : dungeonPartyOfPlayer(lobby, player_id);
}

function decideFor(
  lobby: Lobby,
  party: DungeonParty,
  command: AddressedDungeonPartyCommand,
  now: number,
  rules: DungeonPartyRules,
): DungeonPartyDecision {
  switch (command.type) {
    case 'join':
      return decideJoin(lobby, party, command, now);
    case 'accept_invite':
      return decideAccept(lobby, party, command, now);
    case 'decline_invite':
      return decideDecline(party, command, now);
    case 'request':
      return decideRequest(lobby, party, command, now, rules);
    case 'withdraw_request':
      return decideWithdraw(party, command, now);
    case 'accept_request':
      return decideAcceptRequest(lobby, party, command, now);
    case 'decline_request':
      return decideDeclineRequest(party, command, now, rules);
    case 'leave':
      return decideLeave(party, command, now);
    case 'ready':
      return decideReady(party, command, now);
    case 'invite':
      return decideInvite(lobby, party, command, now, rules);
    case 'update':
      return decideUpdate(party, command, now);
    case 'kick':
      return decideKick(party, command, now);
    case 'promote':
      return decidePromote(party, command, now);
    case 'dissolve':
      return decideDissolve(party, command, now);
    case 'start':
      return decideStart(party, command, now);
  }
}
