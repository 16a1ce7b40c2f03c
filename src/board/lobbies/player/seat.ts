import { MatchMakeError, type Room } from '@colyseus/sdk';
import { computed, signal } from '@preact/signals';
import type { MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import type { LobbyState } from '../../../rooms/schema/lobby.ts';
import { follow, type Following } from '../../live/follow.ts';
import { client } from '../../live/server.ts';
import { ask } from './ask.ts';
import { newGuest, player, setPlayer } from './guest.ts';
import { leaveSeat, type Reservation, run, takeSeat } from './run.ts';
import { note } from './passed.ts';

type LobbyClient = Room<unknown, LobbyState>;

/** The party of this window's player: null for none, undefined until the lobby has said. */
export const party = signal<MemberDungeonParty | null | undefined>(undefined);

/** The party that the player is out of without having asked for it, and the server's reason. */
export const out = signal<{ name: string; reason: string | null } | null>(null);

/** Why the lobby could not be entered the last time, in the server's words. */
export const noEntry = signal('');

const following = signal<Following | null>(null);

export const lobbyLink = computed(() => following.value?.status.value ?? 'connecting');

let room: LobbyClient | undefined;

export async function signIn(lobby: string): Promise<void> {
  note('sent', 'POST /auth/guest', {});
  const guest = await newGuest();
  note('received', 'answer to POST /auth/guest', guest);
  // Something to be called by: a guest's id is 42 characters.
  setPlayer({ ...guest, lobby, name: `Guest ${guest.player_id.slice(-4)}`, class: '' });
  enterLobby(lobby);
}

/** Where a reload of this window left off. */
export function resume(): void {
  if (player.value && !following.value) enterLobby(player.value.lobby);
}

/**
 * Keeps the player in the lobby's room, over drops and restarts. Each time it is joined anew rather than reconnected: the seat in the
 * party is the player's, not the connection's, and the room says first of all in which party the player is.
 */
export function enterLobby(lobby: string): void {
  following.value?.stop();
  room = undefined;
  party.value = undefined;
  noEntry.value = '';
  setPlayer({ ...player.value!, lobby });
  const mine = follow<LobbyState>(
    async () => {
      const joined = await join(lobby);
      if (following.value === mine) listen(joined);
      return joined;
    },
    () => undefined,
  );
  following.value = mine;
}

export function signOut(): void {
  following.value?.stop();
  following.value = null;
  leaveSeat();
  [room, party.value, run.value, out.value] = [undefined, undefined, null, null];
  setPlayer(null);
}

export async function askLobby(type: string, message: object): Promise<void> {
  await ask(room, type, message);
}

/** A seat in the run by its id, for whoever was sent none or lost it. */
export function takeSeatAgain(): void {
  const session_id = party.value?.session_id;
  if (session_id && player.value) takeSeat(session_id, player.value.token);
}

const UNAUTHORIZED = 401;

async function join(lobby: string): Promise<LobbyClient> {
  try {
    const joined = await joinWith(lobby, player.value!.token);
    noEntry.value = '';
    return joined;
  } catch (error) {
    if (!(error instanceof MatchMakeError)) throw error;
    noEntry.value = error.message;
    // A token of a server whose data is another now.
    if (error.code === UNAUTHORIZED) setPlayer({ ...player.value!, ...(await newGuest()) });
    throw error;
  }
}

function joinWith(lobby: string, token: string): Promise<LobbyClient> {
  note('sent', 'joinOrCreate', { room: 'lobby', options: { lobby, token } });
  return client.joinOrCreate('lobby', { lobby, token });
}

/** What the lobby's room sends to one player. */
type ToPlayer = {
  party: { party: MemberDungeonParty | null; reason: string | null };
  session: { session_id: string; reservation: Reservation };
  invited: object;
};

function listen(joined: LobbyClient): void {
  room = joined;
  let isFirst = true;
  const hear = <Type extends keyof ToPlayer>(type: Type, then: (message: ToPlayer[Type]) => void) =>
    joined.onMessage(type, (message: ToPlayer[Type]) => {
      if (room !== joined) return;
      note('received', type, message);
      then(message);
    });
  hear('party', (message) => {
    showParty(message, isFirst);
    isFirst = false;
  });
  hear('session', ({ session_id, reservation }) => takeSeat(session_id, player.value!.token, reservation));
  hear('invited', () => undefined);
}

/** The first message after joining says what is so already: there, nobody sends a seat in a run that goes on. */
function showParty(message: ToPlayer['party'], isFirst: boolean): void {
  const before = party.value;
  party.value = message.party;
  if (message.party === null) {
    leaveSeat();
    if (before && message.reason !== 'left' && message.reason !== 'last_left')
      out.value = { name: before.name, reason: message.reason };
    return;
  }
  out.value = null;
  if (isFirst) takeSeatAgain();
}
