import { z } from 'zod';
import { AppError, type ErrorKind } from '../../errors.ts';
import type { TicketReply } from '../../directory/rooms.ts';
import { lobbyNameSchema } from '../../protocol/dungeon-party-requests.ts';
import { callerField } from '../../protocol/dungeon-queries.ts';
import { writeHeaders } from '../../protocol/headers.ts';
import { type QueueRequest, queueRequests, ticketIdSchema } from '../../protocol/queue-requests.ts';
import { ticketAnswerJson, ticketAnswerSchema, ticketExample } from '../../protocol/tickets.ts';
import { answers, optionalJson, PLAYER_SECURITY, PLAYER_WRITE_KINDS } from '../documented.ts';
import type { Address, Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { readPlayerCall, requirePlayerId } from '../player-call.ts';
import { sendJson } from '../send-text.ts';
import { identifyCall } from '../write-headers.ts';

type Type = QueueRequest['type'];

/** How REST documents one request to a queue. Its shape is in `queueRequests`, its address in api-endpoints.ts. */
type QueueAction = { operationId: string; summary: string; description: string; example: object; kinds: ErrorKind[] };

const ACTIONS: Record<Type, QueueAction> = {
  join: {
    operationId: 'joinQueue',
    summary: 'Look for a group',
    description:
      'For yourself, or as the leader of a party for all of its members. A player has one ticket: an earlier one ends. It also ends when its player enters another party or its party loses a member. While it searches, every player of the ticket, so every member of a searching party, must be connected to the lobby or make a call at least every 30 s (a poll of the ticket, a heartbeat or any other that names the player): once one of them has not for 30 s, the ticket ends for all, as `absent`.',
    example: {
      player_id: 'alice',
      player_name: 'Alice',
      class: 'mage',
      game_type: 'coop',
      difficulties: ['normal', 'hard'],
      regions: [
        { region: 'eu-west', latency_ms: 24 },
        { region: 'eu-central', latency_ms: 41, after_s: 30 },
      ],
      players_min: 4,
      players_max: 5,
      roles: [
        { class: 'tank', min: 1, max: 1 },
        { class: 'healer', min: 1, max: 1 },
        { min: 2, max: 3 },
      ],
      rating: 1500,
      gives_way: { roles: 120, language: 60 },
    },
    kinds: ['not_leader', 'session_running', 'match_too_small', 'queue_full', 'banned', 'room_full', 'share_used_up'],
  },
  leave: {
    operationId: 'leaveQueue',
    summary: 'Look for a group no more',
    description: "The ticket of a party is its leader's to end. In a proposed match it is as good as declining.",
    example: { player_id: 'alice' },
    kinds: ['ticket_not_found', 'not_leader'],
  },
  accept: {
    operationId: 'acceptMatch',
    summary: 'Accept the proposed match',
    description:
      'Once all of its players have accepted, they are in parties and in a session, as after any start. Whoever has not accepted by the deadline leaves the queue, and those who had go to its head.',
    example: { player_id: 'alice' },
    kinds: ['ticket_not_found', 'match_not_found'],
  },
  decline: {
    operationId: 'declineMatch',
    summary: 'Decline the proposed match',
    description: 'Ends your ticket. Those who had accepted go to the head of the queue.',
    example: { player_id: 'alice' },
    kinds: ['ticket_not_found', 'match_not_found'],
  },
};

type Input = { player_id?: string; lobby?: string; ticket_id?: string };

/** One player's request to a queue: reads it from body, query and path, asks the lobby's room, answers with the ticket. */
export function queueAction(services: HttpServices, endpoint: Address, type: Type): Route {
  const { directory, store, hash } = services;
  const isJoin = type === 'join';
  const body = { ...queueRequests[type].shape, ...callerField, ...(isJoin && { lobby: lobbyNameSchema }) };
  const schema = z.strictObject({ ...body, ...(!isJoin && { ticket_id: ticketIdSchema }) }) as z.ZodObject &
    z.ZodType<Input>;
  const query = { ...callerField, ...(isJoin && { lobby: lobbyNameSchema }) };
  return {
    docs: docsOf(ACTIONS[type], isJoin, body, query),
    async handler(request, response) {
      const shape = { schema, inQuery: Object.keys(query), versioned: false };
      const call = await readPlayerCall(services, request, shape);
      const { player_id: _, lobby = null, ...fields } = call.input;
      const playerId = requirePlayerId(call.caller);
      const asked = { type, ...fields } as QueueRequest;
      const sender = { identity: identifyCall(hash, endpoint, call, [lobby, asked]), address: request.ip };
      const owner = await directory.lobby(lobby ?? (await lobbyOfTicket(store, fields.ticket_id!)), request.ip);
      const reply = await owner.find(playerId, asked, sender);
      if (reply.replayed) response.set('Idempotency-Replayed', 'true');
      sendJson(response, ticketJson(reply));
    },
  };
}

/** Of a ticket in the queue or one that has ended, whose request may be repeated. */
async function lobbyOfTicket(store: HttpServices['store'], ticketId: string): Promise<string> {
  const record = await store.ticket(ticketId);
  if (!record) throw new AppError('ticket_not_found');
  return record.ticket.lobby;
}

export function ticketJson({ ticket, queue }: TicketReply) {
  return ticketAnswerJson({ ...ticket, queue });
}

function docsOf(action: QueueAction, isJoin: boolean, body: z.ZodRawShape, query: z.ZodRawShape): Route['docs'] {
  const { operationId, summary, description, example, kinds } = action;
  const inBody = Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'ticket_id'));
  return {
    operationId,
    tags: ['group finder'],
    summary,
    description,
    security: PLAYER_SECURITY,
    requestParams: {
      ...(!isJoin && { path: z.object({ ticket_id: ticketIdSchema }) }),
      query: z.object(query),
      header: writeHeaders,
    },
    requestBody: optionalJson(z.strictObject(inBody), { body: example }),
    responses: answers(ticketAnswerSchema, { ticket: ticketExample }, [...PLAYER_WRITE_KINDS, ...kinds]),
  };
}
