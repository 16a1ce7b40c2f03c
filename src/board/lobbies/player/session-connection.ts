import { MatchMakeError, type Room } from '@colyseus/sdk';
import { computed, signal } from '@preact/signals';
import type { SessionState } from '../../../rooms/schema/session.ts';
import { type Connection, follow } from '../../live/follow.ts';
import { client } from '../../live/server.ts';
import { ask, logMessage } from './messages.ts';

/** From the lobby's message `session`. It can be used once and expires after some seconds. */
export type Reservation = Parameters<typeof client.consumeSeatReservation>[0];

type PlayerState = NonNullable<ReturnType<SessionState['players']['get']>>;

export type OwnSession = Readonly<Omit<ReturnType<SessionState['toJSON']>, 'players'>> & {
  players: readonly ShownSessionPlayer[];
};

export type ShownSessionPlayer = Readonly<
  Pick<PlayerState, 'player_id' | 'name' | 'class' | 'connected' | 'ready' | 'left' | 'missing'>
>;

/** The session of this window's player, as its room shows it. Kept after it is over. */
export const ownSession = signal<OwnSession | null>(null);

/** Why the player has no seat in the session, in the server's words; empty while the player has one or is taking one. */
export const seatRefusal = signal('');

const connection = signal<Connection | null>(null);

/** Null while the player has no seat and none is being taken. */
export const sessionConnectionStatus = computed(() => connection.value?.status.value ?? null);

let room: Room<unknown, SessionState> | undefined;
let seatIn: string | null = null;

/** HTTP statuses of refusals that another attempt will not change: not a member, left for good, over, or gone. */
const FINAL = new Set([403, 404, 409]);

/** Takes the player's seat and keeps it through disconnections and restarts until the session is over. Without a reservation, joins by id. */
export function takeSeat(sessionId: string, token: string, reservation?: Reservation): void {
  if (seatIn === sessionId) return;
  leaveSeat();
  seatIn = sessionId;
  seatRefusal.value = '';
  let unused = reservation;
  connection.value = follow<SessionState>(
    async () => {
      const seat = unused;
      unused = undefined;
      try {
        return await enter(sessionId, token, seat);
      } catch (error) {
        const isFinal = error instanceof MatchMakeError && FINAL.has(error.code);
        // By now the player may have left this session and be taking a seat in another.
        if (isFinal && seatIn === sessionId) giveUp(error.message);
        throw error;
      }
    },
    (joined) => {
      if (seatIn !== sessionId) return;
      room = joined;
      show(joined);
      joined.onStateChange(() => show(joined));
    },
  );
}

async function enter(sessionId: string, token: string, reservation: Reservation | undefined) {
  if (reservation) {
    logMessage('sent', 'consumeSeatReservation', { reservation });
    return client.consumeSeatReservation<SessionState>(reservation) as Promise<Room<unknown, SessionState>>;
  }
  logMessage('sent', 'joinById', { session_id: sessionId, token });
  return client.joinById<SessionState>(sessionId, { token }) as Promise<Room<unknown, SessionState>>;
}

function giveUp(message: string): void {
  leaveSeat();
  seatRefusal.value = message;
}

/** Closes the connection. In the session the player then counts as away, unless leaving the party has already ended that. */
export function leaveSeat(): void {
  connection.value?.stop();
  connection.value = null;
  room = undefined;
  seatIn = null;
}

export function askSession(type: string, message: object): Promise<unknown> {
  return ask(room, type, message);
}

function show({ state }: Room<unknown, SessionState>): void {
  if (seatIn !== state.session_id) return;
  const players = [...state.players.values()].toSorted((a, b) => a.place - b.place);
  ownSession.value = { ...state.toJSON(), players: players.map((player) => player.toJSON()) };
  if (state.status === 'complete') leaveSeat();
}
