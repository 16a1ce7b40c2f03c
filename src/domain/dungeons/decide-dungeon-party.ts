import { refuse } from '../../errors.ts';
import type { AddressedCommand, PartyAnswer, PartyCommand } from './commands.ts';
import { decideAccept, decideCreate, decideJoin, decideJoinByCode, decideQuickJoin } from './decide-entry.ts';
import { decideDissolve, decideKick, decidePromote, decideStart, decideUpdate } from './decide-leadership.ts';
import { decideDecline, decideInvite, decideLeave, decideReady } from './decide-membership.ts';
import { type Lobby, partyOfPlayer } from './lobby.ts';
import type { Party } from './dungeon-party.ts';
import { PARTY_RULES, type PartyRules } from './rules.ts';

/** Judges one command. Reads only: `applyPartyEvent` is for the events, once they are durable. */
export function decideParty(
  lobby: Lobby,
  command: PartyCommand,
  now: number,
  rules: PartyRules = PARTY_RULES,
): PartyAnswer {
  if (command.do === 'create') return decideCreate(lobby, command, now, rules);
  if (command.do === 'quick_join') return decideQuickJoin(lobby, command, now, rules);
  if (command.do === 'join_by_code') return decideJoinByCode(lobby, command, now);
  return decideAddressed(lobby, command, now, rules);
}

function decideAddressed(lobby: Lobby, command: AddressedCommand, now: number, rules: PartyRules): PartyAnswer {
  const party = addressee(lobby, command);
  if (party === undefined) return refuse(command.party_id === null ? 'not_member' : 'party_not_found');
  const { if_version } = command;
  if (if_version !== undefined && if_version !== party.version) {
    return refuse('version_conflict', `the party has version ${party.version}, not ${if_version}`);
  }
  return decideFor(lobby, party, command, now, rules);
}

function addressee(lobby: Lobby, command: AddressedCommand): Party | undefined {
  if (command.party_id !== null) return lobby.parties.get(command.party_id);
  const player_id = 'player' in command ? command.player.player_id : command.player_id;
  return player_id === null ? undefined : partyOfPlayer(lobby, player_id);
}

function decideFor(lobby: Lobby, party: Party, command: AddressedCommand, now: number, rules: PartyRules): PartyAnswer {
  switch (command.do) {
    case 'join':
      return decideJoin(lobby, party, command, now);
    case 'accept_invite':
      return decideAccept(lobby, party, command, now);
    case 'decline_invite':
      return decideDecline(party, command, now);
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
