import type { Json } from '../json.ts';
import {
  type CompleteSession,
  hasLeft,
  isConnected,
  type SessionOutcome,
  type SessionPlayer,
  type Session,
} from './session.ts';

export type SessionPlayerView = Omit<SessionPlayer, 'presence'> & { connected: boolean; left: boolean };

/** A session as REST and its room show it. Times are epoch milliseconds. Fields of a later status are null before it. */
export type SessionView = Omit<CompleteSession, 'status' | 'players' | 'completed_at' | 'outcome'> & {
  status: Session['status'];
  /** The ids of the players who are still in it, as the seed document has it. `players` also has those who left. */
  party: string[];
  players: SessionPlayerView[];
  completed_at: number | null;
  outcome: SessionOutcome | null;
  result: Json;
};

const NOT_YET = { started_at: null, missing: [], completed_at: null, outcome: null, result: null };

export function sessionView(session: Session): SessionView {
  const present = session.players.filter((player) => !hasLeft(player));
  return {
    ...NOT_YET,
    ...session,
    party: present.map(({ player_id }) => player_id),
    players: session.players.map(playerView),
  };
}

function playerView(player: SessionPlayer): SessionPlayerView {
  const { player_id, name, class: playerClass, data, ready } = player;
  const connected = isConnected(player);
  return { player_id, name, class: playerClass, data, ready, connected, left: hasLeft(player) };
}
