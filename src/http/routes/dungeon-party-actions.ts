import type { z } from 'zod';
import type { ErrorKind } from '../../errors.ts';
import { type DungeonPartyStatus, publicDungeonPartyExample } from '../../protocol/dungeon-parties.ts';
import {
  dungeonPartyIdSchema,
  type DungeonPartyRequest,
  dungeonPartyRequests,
  lobbyNameSchema,
} from '../../protocol/dungeon-party-requests.ts';
import { callerField } from '../../protocol/dungeon-queries.ts';

/** How REST answers and documents one request to a lobby. Its shape is in `dungeonPartyRequests`, its address in api-endpoints.ts. */
export type DungeonPartyAction = {
  /** Fields that may be in the query as well as in the body. */
  query: z.ZodRawShape;
  /** Whether the caller names the lobby; if not, it is the lobby of the party. */
  inLobby: boolean;
  /** The answer's `status` on success. */
  status: DungeonPartyStatus;
  operationId: string;
  summary: string;
  description?: string;
  /** An example of the body; null for none. */
  example: object | null;
  kinds: ErrorKind[];
};

type Described = Omit<DungeonPartyAction, 'query' | 'inLobby'>;

const ON_PLAYER = { ...callerField, target_id: dungeonPartyRequests.kick.shape.target_id.optional() };

function inLobby(action: Described): DungeonPartyAction {
  const query = { ...callerField, lobby: lobbyNameSchema };
  return { ...action, query, inLobby: true, kinds: [...action.kinds, 'room_full'] };
}

function onParty(action: Described, query: z.ZodRawShape = callerField): DungeonPartyAction {
  const kinds: ErrorKind[] = ['party_not_found', 'version_conflict', ...action.kinds];
  return { ...action, query, inLobby: false, kinds };
}

const CLOSED: ErrorKind[] = ['already_in_party', 'banned', 'session_running', 'party_locked', 'party_full'];
const PASSWORD: ErrorKind[] = ['password_required', 'wrong_password'];

const SETTINGS = {
  name: "Alice's party",
  max_players: 4,
  game_type: 'coop',
  difficulty: 'normal',
  region: 'eu',
  privacy: 'public',
};

export const DUNGEON_PARTY_ACTIONS: Record<DungeonPartyRequest['type'], DungeonPartyAction> = {
  create: inLobby({
    operationId: 'createDungeonParty',
    status: 'created',
    summary: 'Create a party',
    description:
      'The caller becomes its first member and leads it. Without a player_id or token the party is empty: the first player who joins leads it, and it is dissolved if nobody joins within 5 minutes.',
    example: { player_id: 'alice', player_name: 'Alice', ...SETTINGS, data: { mode: 'speedrun' } },
    kinds: ['already_in_party', 'lobby_full', 'share_used_up'],
  }),
  join_by_code: inLobby({
    operationId: 'joinDungeonPartyByCode',
    status: 'joined',
    summary: 'Join a party by its join code',
    description: 'Lets a player into a private party without an invite. Wrong codes are limited per address.',
    example: { player_id: 'bob', code: 'K7QX2M' },
    kinds: ['join_code_unknown', ...CLOSED, ...PASSWORD],
  }),
  quick_join: inLobby({
    operationId: 'quickJoinDungeonParty',
    status: 'joined',
    summary: 'Join the fullest party that matches, or create one',
    description:
      'A party matches by `game_type`, `difficulty`, `region` and `data`, where they are given. The other settings are used only if a new party is created.',
    example: { player_id: 'bob', game_type: 'coop', difficulty: 'normal', region: 'eu' },
    kinds: ['already_in_party', 'lobby_full', 'share_used_up'],
  }),
  update: onParty({
    operationId: 'updateDungeonParty',
    status: 'updated',
    summary: "Change a party's settings",
    description:
      'Only the fields that are sent change. A change of game type or difficulty resets the ready flags of all members.',
    example: { player_id: 'alice', difficulty: 'nightmare', password: null },
    kinds: ['not_leader', 'session_running', 'max_players_too_low'],
  }),
  dissolve: onParty({
    operationId: 'dissolveDungeonParty',
    status: 'dissolved',
    summary: 'Dissolve a party',
    example: null,
    kinds: ['not_leader', 'session_running'],
  }),
  join: onParty({
    operationId: 'joinDungeonParty',
    status: 'joined',
    summary: 'Join a party',
    description: 'Joining a second time changes nothing. Wrong passwords are limited per address.',
    example: { player_id: 'bob', player_name: 'Bob', class: 'archer' },
    kinds: [...CLOSED, 'party_private', ...PASSWORD],
  }),
  leave: onParty({
    operationId: 'leaveDungeonParty',
    status: 'left',
    summary: 'Leave a party',
    description:
      'Always allowed. When the leader leaves, the longest-standing member leads; when the last member leaves, the party is dissolved.',
    example: { player_id: 'bob' },
    kinds: ['not_member'],
  }),
  ready: onParty({
    operationId: 'setReady',
    status: 'ready',
    summary: 'Set your ready flag',
    description: 'Also sets your class and data, where they are given.',
    example: { player_id: 'bob', ready: true, class: 'archer', player_data: { level: 7 } },
    kinds: ['not_member', 'session_running'],
  }),
  kick: onParty(
    {
      operationId: 'kickMember',
      status: 'kicked',
      summary: 'Kick and ban a member',
      example: { player_id: 'alice', target_id: 'bob' },
      kinds: ['not_leader', 'cannot_kick_self', 'player_not_in_party'],
    },
    ON_PLAYER,
  ),
  promote: onParty(
    {
      operationId: 'promoteMember',
      status: 'promoted',
      summary: 'Make another member the leader',
      example: { player_id: 'alice', target_id: 'bob' },
      kinds: ['not_leader', 'player_not_in_party'],
    },
    ON_PLAYER,
  ),
  lock: onParty({
    operationId: 'lockDungeonParty',
    status: 'locked',
    summary: 'Lock a party: nobody can join',
    example: { player_id: 'alice' },
    kinds: ['not_leader'],
  }),
  unlock: onParty({
    operationId: 'unlockDungeonParty',
    status: 'unlocked',
    summary: 'Unlock a party',
    example: { player_id: 'alice' },
    kinds: ['not_leader'],
  }),
  invite: onParty(
    {
      operationId: 'invitePlayer',
      status: 'invited',
      summary: 'Invite a player',
      description:
        'Any member may invite; an invite is valid for 10 minutes. Only the leader can invite a player who was kicked.',
      example: { player_id: 'alice', target_id: 'carol' },
      kinds: ['not_member', 'banned', 'invites_full'],
    },
    ON_PLAYER,
  ),
  accept_invite: onParty({
    operationId: 'acceptInvite',
    status: 'joined',
    summary: 'Accept an invite and join the party',
    example: { player_id: 'carol', player_name: 'Carol' },
    kinds: ['invite_not_found', 'invite_expired', ...CLOSED],
  }),
  decline_invite: onParty({
    operationId: 'declineInvite',
    status: 'declined',
    summary: 'Decline an invite',
    example: { player_id: 'carol' },
    kinds: ['invite_not_found'],
  }),
  request: onParty({
    operationId: 'askToJoin',
    status: 'requested',
    summary: 'Ask to be let into a party',
    description:
      'For a party that you cannot simply join: a private one, whose id somebody has to have told you, or one with a password. Its members see who asks, and its leader accepts or declines. A request waits for 10 minutes, and ends once you enter any party of the lobby, or the party starts a run. Asking again while it waits changes nothing. `GET /party/{party_id}/request` tells you the answer; to be let in you have to be there then: connected to the lobby, or with a call in the last 90 s.',
    example: { player_id: 'carol', player_name: 'Carol', class: 'healer', message: 'Healer, knows the way' },
    kinds: [...CLOSED, 'party_open', 'party_empty', 'request_declined', 'requests_full', 'share_used_up'],
  }),
  withdraw_request: onParty({
    operationId: 'withdrawJoinRequest',
    status: 'withdrawn',
    summary: 'Take back your join request',
    example: { player_id: 'carol' },
    kinds: ['request_not_found'],
  }),
  accept_request: onParty(
    {
      operationId: 'acceptJoinRequest',
      status: 'accepted',
      summary: 'Let in a player who asks',
      description: 'The player is a member at once. Accepting a member changes nothing.',
      example: { player_id: 'alice', target_id: 'carol' },
      kinds: [
        'not_leader',
        'request_not_found',
        'banned',
        'session_running',
        'party_locked',
        'party_full',
        'asker_away',
      ],
    },
    ON_PLAYER,
  ),
  decline_request: onParty(
    {
      operationId: 'declineJoinRequest',
      status: 'declined',
      summary: 'Decline a join request',
      description: 'The player may ask this party again 10 minutes later.',
      example: { player_id: 'alice', target_id: 'carol' },
      kinds: ['not_leader', 'request_not_found'],
    },
    ON_PLAYER,
  ),
  start: onParty(
    {
      operationId: 'startSession',
      status: 'updated',
      summary: "Start a party's run",
      description:
        "Creates a session with the party's members. The leader can `force` the start past members who are away or not ready. Without a player_id or token the call acts for the leader and forces the start; it is refused if the leader is a guest, who must send its token.",
      example: { player_id: 'alice', party_id: publicDungeonPartyExample.party_id, force: false },
      kinds: ['not_leader', 'session_running', 'party_empty', 'member_away', 'not_ready'],
    },
    { ...callerField, party_id: dungeonPartyIdSchema.optional() },
  ),
};
