import type { SessionView } from '../../domain/sessions/session-view.ts';
import { SessionPlayerState, type SessionState } from './session.ts';
import { showEach } from './show-each.ts';

/** Makes the state show the run: only what differs is written, so only that is sent. */
export function showSession(state: SessionState, session: SessionView): void {
  state.assign({
    session_id: session.session_id,
    party_id: session.party_id,
    status: session.status,
    leader_id: session.leader_id ?? '',
    game_type: session.game_type,
    difficulty: session.difficulty,
    seed: session.seed,
    current_floor: session.current_floor,
    progress: JSON.stringify(session.progress),
    version: session.version,
    created_at: session.created_at,
    ready_deadline_at: session.ready_deadline_at,
    started_at: session.started_at ?? 0,
    completed_at: session.completed_at ?? 0,
    outcome: session.outcome ?? '',
    result: JSON.stringify(session.result),
  });
  state.current_position.assign(session.current_position);
  const players = session.players.map((player, place) => ({
    ...player,
    class: player.class ?? '',
    data: JSON.stringify(player.data),
    missing: session.missing.includes(player.player_id),
    team: session.teams.findIndex((team) => team.players.includes(player.player_id)) + 1,
    place,
  }));
  showEach(state.players, players, () => new SessionPlayerState());
}
