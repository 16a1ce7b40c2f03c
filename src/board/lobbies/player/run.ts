import { MatchMakeError, type Room } from '@colyseus/sdk';
import { computed, signal } from '@preact/signals';
import type { SessionState } from '../../../rooms/schema/session.ts';
import { follow, type Following } from '../../live/follow.ts';
import { client } from '../../live/server.ts';
import { ask } from './ask.ts';
import { note } from './passed.ts';

/** As the lobby's message `session` brings it: good for one use, within some seconds. */
export type Reservation = Parameters<typeof client.consumeSeatReservation>[0];

/** The run that this window's player is in, or was in last, as its room shows it. */
export type ShownRun = Readonly<Omit<ReturnType<SessionState['toJSON']>, 'players'>> & { players: ShownRunner[] };

export type ShownRunner = Readonly<Pick<RunnerState, 'player_id' | 'name' | 'class' | 'connected' | 'ready'>> &
  Readonly<Pick<RunnerState, 'left' | 'missing'>>;

type RunnerState = NonNullable<ReturnType<SessionState['players']['get']>>;

export const run = signal<ShownRun | null>(null);

/** Why there is no seat in the run, in the server's words; empty where there is one or it is being taken. */
export const noSeat = signal('');

const following = signal<Following | null>(null);

/** Null while no run is followed. */
export const runLink = computed(() => following.value?.status.value ?? null);

let room: Room<unknown, SessionState> | undefined;
let seatIn: string | null = null;

/** Answers of matchmaking that stay the same: not in it, left it, over, gone. */
const FINAL = new Set([403, 404, 409]);

/** Takes the seat and keeps it, over drops and restarts, until the run is over. Whoever has no reservation is let in by id. */
export function takeSeat(session_id: string, token: string, reservation?: Reservation): void {
  if (seatIn === session_id) return;
  leaveSeat();
  seatIn = session_id;
  noSeat.value = '';
  let unused = reservation;
  following.value = follow<SessionState>(
    async () => {
      const seat = unused;
      unused = undefined;
      try {
        return await enter(session_id, token, seat);
      } catch (error) {
        if (error instanceof MatchMakeError && FINAL.has(error.code)) giveUp(error.message);
        throw error;
      }
    },
    (joined) => {
      if (seatIn !== session_id) return;
      room = joined;
      show(joined);
      joined.onStateChange(() => show(joined));
    },
  );
}

async function enter(session_id: string, token: string, reservation: Reservation | undefined) {
  if (reservation) {
    note('sent', 'consumeSeatReservation', { reservation });
    return client.consumeSeatReservation<SessionState>(reservation) as Promise<Room<unknown, SessionState>>;
  }
  note('sent', 'joinById', { session_id, token });
  return client.joinById<SessionState>(session_id, { token }) as Promise<Room<unknown, SessionState>>;
}

function giveUp(message: string): void {
  leaveSeat();
  noSeat.value = message;
}

/** Closes the connection. The run goes on with the player away, unless the lobby's room has let it go. */
export function leaveSeat(): void {
  following.value?.stop();
  following.value = null;
  room = undefined;
  seatIn = null;
}

export function askRun(type: string, message: object): Promise<unknown> {
  return ask(room, type, message);
}

function show({ state }: Room<unknown, SessionState>): void {
  if (seatIn !== state.session_id) return;
  const players = [...state.players.values()].toSorted((a, b) => a.place - b.place);
  run.value = { ...state.toJSON(), players: players.map((player) => player.toJSON()) };
  if (state.status === 'complete') leaveSeat();
}
