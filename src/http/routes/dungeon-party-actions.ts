import type { z } from 'zod';
import type { ErrorKind } from '../../errors.ts';
import { type DungeonPartyStatus, publicDungeonPartyExample } from '../../protocol/dungeon-parties.ts';
import { callerField } from '../../protocol/dungeon-queries.ts';
import {
  lobbyNameSchema,
  type DungeonPartyRequest,
  dungeonPartyIdSchema,
  dungeonPartyRequests,
} from '../../protocol/dungeon-party-requests.ts';
import type { Endpoint } from '../Endpoint.ts';

/** One command to a lobby, as an endpoint. */
export type DungeonPartyAction = {
  type: DungeonPartyRequest['type'];
  method: Endpoint['method'];
  path: Endpoint['path'];
  /** What may be in the query as well as in the body. */
  query: z.ZodRawShape;
  /** Whether the lobby is named, and not found by its party. */
  inLobby: boolean;
  /** What is answered when it is done. */
  status: DungeonPartyStatus;
  summary: string;
  description?: string;
  example: object | null;
  kinds: ErrorKind[];
};

const asPlayer = callerField;
const onPlayer = { ...callerField, target_id: dungeonPartyRequests.kick.shape.target_id.optional() };
const inLobby = { ...callerField, lobby: lobbyNameSchema };

const SHUT: ErrorKind[] = ['already_in_party', 'banned', 'session_running', 'party_locked', 'party_full'];
const KEYS: ErrorKind[] = ['password_required', 'wrong_password'];
const LED: ErrorKind[] = ['not_leader'];

type Named = Omit<DungeonPartyAction, 'method' | 'path' | 'query' | 'inLobby'>;

function inLobbyAction(path: Endpoint['path'], action: Named): DungeonPartyAction {
  const kinds: ErrorKind[] = [...action.kinds, 'room_full'];
  return { method: 'post', path, query: inLobby, inLobby: true, ...action, kinds };
}

function dungeonPartyAction(method: Endpoint['method'], name: string, action: Named, query: z.ZodRawShape = asPlayer) {
  const kinds: ErrorKind[] = ['party_not_found', 'version_conflict', ...action.kinds];
  return { method, path: `/party/{party_id}${name}`, query, inLobby: false, ...action, kinds } as const;
}

const SETTINGS = { name: "Alice's party", max_players: 4, game_type: 'coop', difficulty: 'normal', privacy: 'public' };

/** Those with a fixed address first: `/party/join-by-code` is no party. */
export const DUNGEON_PARTY_ACTIONS: DungeonPartyAction[] = [
  inLobbyAction('/party', {
    type: 'create',
    status: 'created',
    summary: 'Create a party',
    description:
      'With its first member, who leads, where it is known who asks. A bare call makes an empty party: the first who joins leads, and it is gone if nobody does within 5 minutes.',
    example: { player_id: 'alice', player_name: 'Alice', ...SETTINGS, data: { region: 'eu' } },
    kinds: ['already_in_party', 'lobby_full'],
  }),
  inLobbyAction('/party/join-by-code', {
    type: 'join_by_code',
    status: 'joined',
    summary: 'Join a party by its join code',
    description: 'The way into a private party without an invite. Wrong codes are limited by address.',
    example: { player_id: 'bob', code: 'K7QX2M' },
    kinds: ['join_code_unknown', ...SHUT, ...KEYS],
  }),
  inLobbyAction('/party/quick-join', {
    type: 'quick_join',
    status: 'joined',
    summary: 'Join the fullest party that fits, or create one',
    description:
      'Only `game_type`, `difficulty` and `data` choose; the other settings are for a party that has to be made.',
    example: { player_id: 'bob', game_type: 'coop', difficulty: 'normal' },
    kinds: ['already_in_party', 'lobby_full'],
  }),
  dungeonPartyAction('patch', '', {
    type: 'update',
    status: 'updated',
    summary: "Change a party's settings",
    description: 'Only what is sent changes. Nobody is ready any more when the game type or the difficulty does.',
    example: { player_id: 'alice', difficulty: 'nightmare', password: null },
    kinds: [...LED, 'session_running', 'max_players_too_low'],
  }),
  dungeonPartyAction('delete', '', {
    type: 'dissolve',
    status: 'dissolved',
    summary: 'Dissolve a party',
    example: null,
    kinds: [...LED, 'session_running'],
  }),
  dungeonPartyAction('post', '/join', {
    type: 'join',
    status: 'joined',
    summary: 'Join a party',
    description: 'Joining twice is joining once. Wrong passwords are limited by address.',
    example: { player_id: 'bob', player_name: 'Bob', class: 'archer' },
    kinds: [...SHUT, 'party_private', ...KEYS],
  }),
  dungeonPartyAction('post', '/leave', {
    type: 'leave',
    status: 'left',
    summary: 'Leave a party',
    description:
      'Always allowed. The longest-standing member leads when the leader goes; the last one out dissolves it.',
    example: { player_id: 'bob' },
    kinds: ['not_member'],
  }),
  dungeonPartyAction('post', '/ready', {
    type: 'ready',
    status: 'ready',
    summary: 'Say to be ready, or not',
    example: { player_id: 'bob', ready: true, class: 'archer', player_data: { level: 7 } },
    kinds: ['not_member', 'session_running'],
  }),
  dungeonPartyAction(
    'post',
    '/kick',
    {
      type: 'kick',
      status: 'kicked',
      summary: 'Put a member out, for good',
      example: { player_id: 'alice', target_id: 'bob' },
      kinds: [...LED, 'cannot_kick_self', 'player_not_in_party'],
    },
    onPlayer,
  ),
  dungeonPartyAction(
    'post',
    '/promote',
    {
      type: 'promote',
      status: 'promoted',
      summary: 'Let another member lead',
      example: { player_id: 'alice', target_id: 'bob' },
      kinds: [...LED, 'player_not_in_party'],
    },
    onPlayer,
  ),
  dungeonPartyAction('post', '/lock', {
    type: 'lock',
    status: 'locked',
    summary: 'Let nobody in',
    example: { player_id: 'alice' },
    kinds: LED,
  }),
  dungeonPartyAction('post', '/unlock', {
    type: 'unlock',
    status: 'unlocked',
    summary: 'Let players in again',
    example: { player_id: 'alice' },
    kinds: LED,
  }),
  dungeonPartyAction(
    'post',
    '/invite',
    {
      type: 'invite',
      status: 'invited',
      summary: 'Invite a player',
      description: 'Any member may; the invite is good for 10 minutes. Only the leader brings back whom was kicked.',
      example: { player_id: 'alice', target_id: 'carol' },
      kinds: ['not_member', 'banned', 'invites_full'],
    },
    onPlayer,
  ),
  dungeonPartyAction('post', '/accept', {
    type: 'accept_invite',
    status: 'joined',
    summary: 'Join a party by an invite to it',
    example: { player_id: 'carol', player_name: 'Carol' },
    kinds: ['invite_not_found', 'invite_expired', ...SHUT],
  }),
  dungeonPartyAction('post', '/decline', {
    type: 'decline_invite',
    status: 'declined',
    summary: 'Decline an invite',
    example: { player_id: 'carol' },
    kinds: ['invite_not_found'],
  }),
  {
    type: 'start',
    method: 'post',
    path: '/session',
    query: { ...asPlayer, party_id: dungeonPartyIdSchema.optional() },
    inLobby: false,
    status: 'updated',
    summary: "Start a party's run",
    description:
      "Makes a session of the party's members. The leader may `force` it past members who are away or not ready. A bare call acts for the leader and forces; it is refused where the leader is a guest, who has to send its token.",
    example: { player_id: 'alice', party_id: publicDungeonPartyExample.party_id, force: false },
    kinds: [
      'party_not_found',
      'version_conflict',
      ...LED,
      'session_running',
      'party_empty',
      'member_away',
      'not_ready',
    ],
  },
];
