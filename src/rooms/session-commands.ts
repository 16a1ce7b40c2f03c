import type { Arrival } from '../domain/dungeons/dungeon-party.ts';
import type { SessionCommand } from '../domain/sessions/decide-session.ts';
import type { SessionRequest } from '../protocol/session-requests.ts';

/** Turns a player's request into the rules' command. */
export function toSessionCommand(player_id: string, presence: Arrival, request: SessionRequest): SessionCommand {
  const asked = { player_id, ...(request.if_version !== undefined && { if_version: request.if_version }) };
  switch (request.type) {
    case 'join':
      return { ...asked, type: 'join', presence };
    case 'leave':
    case 'start':
      return { ...asked, type: request.type };
    case 'ready':
      return { ...asked, type: 'ready', ready: request.ready };
    case 'player_data':
      return { ...asked, type: 'player_data', data: request.player_data };
    case 'progress': {
      const { current_floor, current_position, progress } = request;
      const report = {
        ...(current_floor !== undefined && { current_floor }),
        ...(current_position && { current_position }),
        ...(progress && { progress }),
      };
      return { ...asked, type: 'progress', report };
    }
    case 'complete':
      return { ...asked, type: 'complete', outcome: request.outcome, result: request.result };
    default:
      return request satisfies never;
  }
}
