import type { SessionCommand } from '../../src/domain/sessions/decide-session.ts';
import type { DungeonPartyRequest } from '../../src/protocol/dungeon-party-requests.ts';

export type PartyStep = {
  type: DungeonPartyRequest['type'];
  who: string | null;
  party: number;
  target: string;
  input: PartyInput;
};
type PartyInput = {
  max_players?: number;
  game_type?: 'solo' | 'coop';
  privacy?: 'public' | 'private';
  locked?: boolean;
  force?: boolean;
  ready?: boolean;
  stale?: boolean;
};

export type RunStep = { type: SessionCommand['type'] | 'drop'; who: string; run: number; floor: number };

export function hasParty(name: DungeonPartyRequest['type']): boolean {
  return !['create', 'quick_join', 'join_by_code'].includes(name);
}

export function hasTarget(name: DungeonPartyRequest['type']): boolean {
  return ['kick', 'promote', 'invite', 'accept_request', 'decline_request'].includes(name);
}

export function settingsOf({ max_players, game_type, privacy, locked }: PartyInput) {
  const given = { max_players, game_type, privacy, locked };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

export function runCommand(name: SessionCommand['type'], player_id: string, floor: number, isIn: boolean) {
  switch (name) {
    case 'join':
      return { input: {}, command: { type: name, player_id, presence: isIn ? 'online' : 'rest' } as const };
    case 'ready':
      return { input: { ready: floor > 0 }, command: { type: name, player_id, ready: floor > 0 } as const };
    case 'player_data':
      return {
        input: { player_data: { gold: floor } },
        command: { type: name, player_id, data: { gold: floor } } as const,
      };
    case 'progress':
      return {
        input: { current_floor: floor },
        command: { type: name, player_id, report: { current_floor: floor } } as const,
      };
    case 'complete':
      return { input: {}, command: { type: name, player_id, outcome: 'completed', result: null } as const };
    default:
      return { input: {}, command: { type: name, player_id } as const };
  }
}
