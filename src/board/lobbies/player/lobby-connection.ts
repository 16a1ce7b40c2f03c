import { MatchMakeError, type Room } from '@colyseus/sdk';
import { computed, signal } from '@preact/signals';
import type { JoinRequestView, MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import type { LobbyState } from '../../../rooms/schema/lobby.ts';
import { type Connection, follow } from '../../live/follow.ts';
import { client } from '../../live/server.ts';
import { ownTicket, showTicket, showWaiting, type TicketMessage } from './group-ticket.ts';
import { newGuest, player, setPlayer } from './guest.ts';
import { ask, logMessage } from './messages.ts';
import { leaveSeat, ownSession, type Reservation, takeSeat } from './session-connection.ts';

type LobbyClient = Room<unknown, LobbyState>;

/** The dungeon party of this window's player: null for none, undefined until the lobby has said. */
export const ownDungeonParty = signal<MemberDungeonParty | null | undefined>(undefined);

/** The party that the player was removed from, and the server's reason. Null once the player is in another. */
export const lostDungeonParty = signal<{ name: string; reason: string | null } | null>(null);

/** An invitation to a dungeon party of the player's lobby. `expires_at` is epoch milliseconds by the server's clock. */
export type Invite = { party_id: string; name: string; by: string; expires_at: number };

/** The player's invitations, newest first. Those that have expired may still be among them. */
export const invites = signal<readonly Invite[]>([]);

export function forgetInvite(partyId: string): void {
  invites.value = invites.peek().filter(({ party_id }) => party_id !== partyId);
}

/** What became of the player's join requests, by party: `waiting`, or the server's word for how they ended. */
export const joinRequests = signal<ReadonlyMap<string, string>>(new Map());

export function showJoinRequest(partyId: string, state: string): void {
  joinRequests.value = new Map(joinRequests.peek()).set(partyId, state);
}

/** Why the last attempt to enter the lobby was refused, in the server's words; empty if it was not. */
export const lobbyRefusal = signal('');

const connection = signal<Connection | null>(null);

export const lobbyConnectionStatus = computed(() => connection.value?.status.value ?? 'connecting');

let room: LobbyClient | undefined;

export async function signIn(lobby: string): Promise<void> {
  logMessage('sent', 'POST /auth/guest', {});
  const guest = await newGuest();
  logMessage('received', 'answer to POST /auth/guest', guest);
  // A short name to begin with: a guest's id has 42 characters.
  setPlayer({ ...guest, lobby, name: `Guest ${guest.player_id.slice(-4)}`, class: '' });
  enterLobby(lobby);
}

/** Enters the lobby again after this window was reloaded. */
export function resume(): void {
  if (player.value && !connection.value) enterLobby(player.value.lobby);
}

/**
 * Keeps the player in the lobby's room, through disconnections and restarts. It joins afresh each time instead of reconnecting: the
 * place in the party belongs to the player, not to the connection, and the room's first message tells which party the player is in.
 */
export function enterLobby(lobby: string): void {
  connection.value?.stop();
  room = undefined;
  ownDungeonParty.value = undefined;
  invites.value = [];
  joinRequests.value = new Map();
  lobbyRefusal.value = '';
  ownTicket.value = null;
  setPlayer({ ...player.value!, lobby });
  const entered = follow<LobbyState>(
    async () => {
      const joined = await join(lobby);
      if (connection.value === entered) listen(joined);
      return joined;
    },
    (joined) => {
      showWaiting(joined.state);
      joined.onStateChange((state) => showWaiting(state));
    },
  );
  connection.value = entered;
}

export function signOut(): void {
  connection.value?.stop();
  connection.value = null;
  leaveSeat();
  room = undefined;
  ownDungeonParty.value = undefined;
  ownSession.value = null;
  lostDungeonParty.value = null;
  invites.value = [];
  joinRequests.value = new Map();
  setPlayer(null);
}

export async function askLobby(type: string, message: object): Promise<void> {
  await ask(room, type, message);
}

/** Takes a seat in the party's session by its id, for a player who was sent no reservation or lost the seat. */
export function takeSeatById(): void {
  const sessionId = ownDungeonParty.value?.session_id;
  if (sessionId && player.value) takeSeat(sessionId, player.value.token);
}

const UNAUTHORIZED = 401;

async function join(lobby: string): Promise<LobbyClient> {
  try {
    const joined = await joinWith(lobby, player.value!.token);
    lobbyRefusal.value = '';
    return joined;
  } catch (error) {
    if (!(error instanceof MatchMakeError) || !isStillIn(lobby)) throw error;
    lobbyRefusal.value = error.message;
    // The server no longer knows the token, for example because it lost its data. The player goes on as a new guest.
    if (error.code === UNAUTHORIZED) await becomeNewGuest(lobby);
    throw error;
  }
}

async function becomeNewGuest(lobby: string): Promise<void> {
  const guest = await newGuest();
  if (isStillIn(lobby)) setPlayer({ ...player.value!, ...guest });
}

/** Whether the player has neither signed out nor moved to another lobby while a request was under way. */
function isStillIn(lobby: string): boolean {
  return player.value?.lobby === lobby;
}

function joinWith(lobby: string, token: string): Promise<LobbyClient> {
  logMessage('sent', 'joinOrCreate', { room: 'lobby', options: { lobby, token } });
  return client.joinOrCreate('lobby', { lobby, token });
}

/** The lobby room's messages to one player, by type. */
type ToPlayer = {
  party: { party: MemberDungeonParty | null; reason: string | null };
  session: { session_id: string; reservation: Reservation };
  ticket: TicketMessage;
  invited: Invite;
  requested: JoinRequestView;
  request_ended: { party_id: string; outcome: string };
};

function listen(joined: LobbyClient): void {
  room = joined;
  let isFirst = true;
  const on = <Type extends keyof ToPlayer>(type: Type, handle: (message: ToPlayer[Type]) => void) =>
    joined.onMessage(type, (message: ToPlayer[Type]) => {
      if (room !== joined) return;
      logMessage('received', type, message);
      handle(message);
    });
  on('party', (message) => {
    showParty(message, isFirst);
    isFirst = false;
  });
  on('session', ({ session_id, reservation }) => takeSeat(session_id, player.value!.token, reservation));
  on('ticket', showTicket);
  // Only noted in the log: the message `party` has everybody who asks.
  on('requested', () => undefined);
  on('request_ended', ({ party_id, outcome }) => showJoinRequest(party_id, outcome));
  // The newest of each party: inviting again renews it.
  on('invited', (invite) => {
    invites.value = [invite, ...invites.peek().filter(({ party_id }) => party_id !== invite.party_id)];
  });
}

/** The first message after joining describes the existing state. No reservation follows for a run under way, so the seat is taken by id. */
function showParty(message: ToPlayer['party'], isFirst: boolean): void {
  const before = ownDungeonParty.value;
  ownDungeonParty.value = message.party;
  if (message.party === null) {
    leaveSeat();
    if (before && message.reason !== 'left' && message.reason !== 'last_left')
      lostDungeonParty.value = { name: before.name, reason: message.reason };
    return;
  }
  lostDungeonParty.value = null;
  if (isFirst) takeSeatById();
}
