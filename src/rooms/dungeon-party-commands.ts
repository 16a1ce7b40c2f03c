import { randomInt, randomUUID } from 'node:crypto';
import { JOIN_CODE_ALPHABET, JOIN_CODE_LENGTH } from '../domain/limits.ts';
import { AppError } from '../errors.ts';
import type { NewDungeonParty, DungeonPartyCommand } from '../domain/dungeons/commands.ts';
import type { Newcomer } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import {
  type Arrival,
  DEFAULT_SETTINGS,
  type DungeonParty,
  type DungeonPartySettings,
  LABEL_FILTERS,
  pickSettings,
} from '../domain/dungeons/dungeon-party.ts';
import type { DungeonPartyRequest, DungeonPartyRequests } from '../protocol/dungeon-party-requests.ts';
import { checkPassword, hashPassword } from './passwords.ts';

/** Who asks, from where, and whether with a connection that can be lost. A playerId of null is a bare call. */
export type Asker = { playerId: string | null; presence: Arrival; address: string | undefined };

type SettingsRequest = DungeonPartyRequests['create'] | DungeonPartyRequests['update'];
type NewcomerRequest = DungeonPartyRequests[
  'create' | 'join' | 'join_by_code' | 'quick_join' | 'accept_invite' | 'request'];

/** Turns a player's request into the rules' command: adds ids, codes and seeds, and hashes passwords, which takes time. */
export async function toCommand(
  lobby: Lobby,
  request: DungeonPartyRequest,
  asker: Asker,
): Promise<DungeonPartyCommand> {
  switch (request.type) {
    case 'create':
      return {
        type: 'create',
        party: await withDefaults(request),
        player: asker.playerId === null ? null : toNewcomer(asker, request),
      };
    case 'quick_join': {
      const { game_type, data } = request;
      const labels = Object.fromEntries(LABEL_FILTERS.map((label) => [label, request[label]]));
      const filter = { ...labels, game_type, data };
      return { type: 'quick_join', party: await withDefaults(request), player: toNewcomer(asker, request), filter };
    }
    case 'join_by_code': {
      const party = lobby.parties.get(lobby.codes.get(request.code) ?? '');
      const password = await passwordCheck(party, request.password);
      return { type: 'join_by_code', join_code: request.code, player: toNewcomer(asker, request), password };
    }
    case 'join': {
      const password = await passwordCheck(lobby.parties.get(request.party_id), request.password);
      return {
        ...partyAndVersion(request),
        type: 'join',
        party_id: request.party_id,
        player: toNewcomer(asker, request),
        password,
      };
    }
    case 'accept_invite':
      return {
        ...partyAndVersion(request),
        type: 'accept_invite',
        party_id: request.party_id,
        player: toNewcomer(asker, request),
      };
    case 'request': {
      const { party_id, message } = request;
      return { ...partyAndVersion(request), type: 'request', party_id, player: toNewcomer(asker, request), message };
    }
    default:
      return memberCommandOf(request, asker);
  }
}

type MemberRequest = Exclude<
  DungeonPartyRequest,
  { type: 'create' | 'quick_join' | 'join' | 'join_by_code' | 'accept_invite' | 'request' }
>;

async function memberCommandOf(request: MemberRequest, asker: Asker): Promise<DungeonPartyCommand> {
  const { playerId: player_id } = asker;
  switch (request.type) {
    case 'update':
      return { ...partyAndVersion(request), type: 'update', player_id, changes: await givenSettings(request) };
    case 'lock':
    case 'unlock':
      return { ...partyAndVersion(request), type: 'update', player_id, changes: { locked: request.type === 'lock' } };
    case 'dissolve':
      return { ...partyAndVersion(request), type: 'dissolve', player_id };
    case 'start': {
      const run = { session_id: randomUUID(), seed: randomInt(2 ** 32), force: request.force };
      return { ...partyAndVersion(request), type: 'start', player_id, ...run };
    }
    case 'accept_request': {
      const { target_id } = request;
      const player_id = askerIdOf(asker);
      return { ...partyAndVersion(request), type: 'accept_request', player_id, target_id, arrival: null };
    }
    case 'kick':
    case 'promote':
    case 'invite':
    case 'decline_request':
      return {
        ...partyAndVersion(request),
        type: request.type,
        player_id: askerIdOf(asker),
        target_id: request.target_id,
      };
    case 'leave':
      return { ...partyAndVersion(request), type: 'leave', player_id: askerIdOf(asker) };
    case 'decline_invite':
    case 'withdraw_request':
      return {
        ...partyAndVersion(request),
        type: request.type,
        party_id: request.party_id,
        player_id: askerIdOf(asker),
      };
    case 'ready': {
      const { ready, class: playerClass, player_data: data } = request;
      const changes = {
        ready,
        ...(playerClass !== undefined && { class: playerClass }),
        ...(data !== undefined && { data }),
      };
      return { ...partyAndVersion(request), type: 'ready', player_id: askerIdOf(asker), changes };
    }
    default:
      return request satisfies never;
  }
}

/** A code that the lobby does not use, from the same alphabet as the one that is taken. */
export function newJoinCode(lobby: Lobby): string {
  for (;;) {
    const letters = Array.from(
      { length: JOIN_CODE_LENGTH },
      () => JOIN_CODE_ALPHABET[randomInt(JOIN_CODE_ALPHABET.length)],
    );
    const code = letters.join('');
    if (!lobby.codes.has(code)) return code;
  }
}

function partyAndVersion({ party_id, if_version }: { party_id?: string | undefined; if_version?: number | undefined }) {
  return { party_id: party_id ?? null, ...(if_version !== undefined && { if_version }) };
}

function askerIdOf({ playerId }: Asker): string {
  if (playerId !== null) return playerId;
  const message = 'is missing: this request needs a player_id or a token';
  throw new AppError('validation_failed', `player_id: ${message}`, { faults: [{ field: 'player_id', message }] });
}

function toNewcomer(
  asker: Asker,
  { player_name, class: playerClass = null, player_data = {} }: NewcomerRequest,
): Newcomer {
  const player_id = askerIdOf(asker);
  return { player_id, name: player_name ?? player_id, class: playerClass, data: player_data, presence: asker.presence };
}

/** The code is chosen when the party is made: until then another party may take it. */
async function withDefaults(request: DungeonPartyRequests['create']): Promise<NewDungeonParty> {
  const { player_name } = request;
  const named = player_name === undefined ? {} : { name: `${player_name}'s party` };
  const settings = { ...DEFAULT_SETTINGS, ...named, ...(await givenSettings(request)) };
  return { party_id: randomUUID(), join_code: '', settings };
}

/** Only what the request has. */
async function givenSettings(request: SettingsRequest): Promise<Partial<DungeonPartySettings>> {
  const { password, ...rest } = request;
  const settings = pickSettings(rest);
  if (password === undefined) return settings;
  return { ...settings, password_hash: password === null ? null : await hashPassword(password) };
}

async function passwordCheck(party: DungeonParty | undefined, password: string | null | undefined) {
  const hash = party?.password_hash ?? null;
  return hash === null || password === undefined || password === null ? null : checkPassword(hash, password);
}
