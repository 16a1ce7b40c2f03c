import { z } from 'zod';
import { type TicketRecord, ticketView } from '../../domain/finder/ticket-view.ts';
import { AppError } from '../../errors.ts';
import { callerField, waitField } from '../../protocol/dungeon-queries.ts';
import { VALUE_GP_MAX } from '../../domain/limits.ts';
import { wholeDigits } from '../../protocol/fields.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { ticketIdSchema } from '../../protocol/queue-requests.ts';
import { ticketAnswerSchema, ticketExample } from '../../protocol/tickets.ts';
import { answers, PLAYER_SECURITY } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { LongPolls } from '../LongPolls.ts';
import { callerOf, requirePlayerId } from '../player-call.ts';
import { ticketJson } from './queue.ts';
import { sendJson } from '../send-text.ts';

const params = z.object({ ticket_id: ticketIdSchema });

const query = z.strictObject({
  ...callerField,
  wait: waitField,
  version: wholeDigits(0, VALUE_GP_MAX)
    .optional()
    .meta({ description: 'The version that you have: with another one the answer comes at once.', example: 1 }),
});

/**
 * A ticket, at once or after its next change. A poll counts as a connection of its address while it waits, and ends when the client goes. Its
 * player counts as heard of at its beginning and its end. Rule: [FIND-13].
 */
export function getTicket(services: HttpServices): Route {
  const polls = new LongPolls(services);
  return {
    docs: DOCS,
    async handler(request, response) {
      const { ticket_id } = parseOrRefuse(params, request.params);
      const { player_id, wait, version } = parseOrRefuse(query, request.query);
      const playerId = requirePlayerId(await callerOf(services, request, player_id));
      const isNews = (first: TicketRecord, { ticket, outcome }: TicketRecord) =>
        outcome !== null || (version ?? first.ticket.version) !== ticket.version;
      const asked = { topic: `ticket:${ticket_id}`, playerId, seconds: wait } as const;
      const read = () => readAs(services, ticket_id, playerId);
      const record = await polls.read(request, response, asked, read, isNews);
      sendJson(response.set('Cache-Control', 'no-store').vary('Authorization'), await answerOf(services, record));
    },
  };
}

async function readAs({ store }: HttpServices, ticketId: string, playerId: string): Promise<TicketRecord> {
  const record = await store.ticket(ticketId);
  if (!record?.ticket.players.some(({ player_id }) => player_id === playerId)) throw new AppError('ticket_not_found');
  return record;
}

async function answerOf({ directory }: HttpServices, record: TicketRecord): Promise<object> {
  const { ticket, outcome, match } = record;
  const isWaiting = outcome === null && match === null;
  const queue = isWaiting ? await (await directory.lobby(ticket.lobby, undefined)).explain(ticket.ticket_id) : null;
  return ticketJson({ ticket: ticketView(record), queue });
}

const DOCS = {
  operationId: 'getTicket',
  tags: ['group finder'],
  summary: 'Your ticket, at once or after its next change',
  description:
    'With `wait` the answer comes as soon as the ticket changes, or after so many seconds; send the `version` that you have, so that no change is missed in between. While you poll you are present. Only its players can read a ticket; one that has ended can be read for 10 minutes.',
  security: PLAYER_SECURITY,
  requestParams: { path: params, query },
  responses: answers(ticketAnswerSchema, { searching: ticketExample }, [
    'validation_failed',
    'bad_request',
    'unauthorized',
    'forbidden',
    'rate_limited',
    'share_used_up',
    'ticket_not_found',
    'shutting_down',
  ]),
} satisfies Route['docs'];
