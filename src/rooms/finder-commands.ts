import { randomInt, randomUUID } from 'node:crypto';
import type { FinderCommand, NewRun } from '../domain/finder/finder-commands.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { ticketOfPlayer } from '../domain/finder/queue.ts';
import { type QueueRequest, wishesOf } from '../protocol/queue-requests.ts';
import { newJoinCode } from './dungeon-party-commands.ts';

/** Turns a player's request into the rules' command: adds ids, codes and seeds. Refuses wishes that contradict each other. */
export function toFinderCommand(playerId: string, request: QueueRequest): FinderCommand {
  switch (request.type) {
    case 'join': {
      const { player_name, class: played = null, player_data = {} } = request;
      const player = {
        player_id: playerId,
        name: player_name ?? playerId,
        class: played,
        data: player_data,
        accepted: false,
      };
      const { game_type } = request;
      return { type: 'join', ticket_id: randomUUID(), player, game_type, wishes: wishesOf(request) };
    }
    case 'leave':
      return { type: 'leave', player_id: playerId, ticket_id: request.ticket_id ?? null };
    case 'accept':
    case 'decline': {
      const { ticket_id = null, match_id = null } = request;
      const run: NewRun = { parties: [], session_id: randomUUID(), seed: randomInt(2 ** 32) };
      return { type: request.type, player_id: playerId, ticket_id, match_id, run };
    }
    default:
      return request satisfies never;
  }
}

/** Ids and codes for the parties that the match of an `accept` may need, once it is judged: until then another party may take a code. */
export function addPartyIds(lobby: Lobby, command: FinderCommand): void {
  if (command.type !== 'accept') return;
  const ticket = ticketOfPlayer(lobby.queue, command.player_id);
  const teams = lobby.queue.matches.get(ticket?.match_id ?? '')?.teams ?? [];
  const codes = new Set<string>();
  while (codes.size < teams.length) codes.add(newJoinCode(lobby));
  command.run.parties = [...codes].map((join_code) => ({ party_id: randomUUID(), join_code }));
}
