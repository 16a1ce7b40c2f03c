import { z } from 'zod';
import { type Explanation, HOLD_UPS } from '../domain/finder/explain.ts';
import { QUEUE_GAME_TYPES, TICKET_ENDS, WISHES } from '../domain/finder/ticket.ts';
import type { TicketView } from '../domain/finder/ticket-view.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { countField } from './fields.ts';
import { dataField } from './free-data.ts';
import { playerIdSchema } from './player-fields.ts';
import { matchIdSchema, ticketIdSchema } from './queue-requests.ts';
import { sessionIdSchema } from './session-requests.ts';
import { exampleOf, timeField, toRest } from './shapes.ts';

// The shape of a ticket, written once. /updates and rooms send it as it is; REST sends its times as text.

const words = (example: string[]) => z.array(z.string()).meta({ example });
const classField = z.string().nullable();

const wishFields = {
  difficulties: words(['normal']),
  regions: z
    .array(z.object({ region: z.string(), latency_ms: z.number().nullable(), after_s: z.number() }))
    .meta({ example: [{ region: 'eu-west', latency_ms: 24, after_s: 0 }] }),
  players_min: countField('Players of the party, or of each team, at least.', 4),
  players_max: countField('At most.', 5),
  teams: countField('1 in coop.', 1),
  roles: z
    .array(z.object({ class: classField, min: z.number(), max: z.number() }))
    .meta({ example: [{ class: 'healer', min: 1, max: 1 }] }),
  rating: z.number().nullable().meta({ example: 1500 }),
  rating_range: z.number().meta({ example: 100 }),
  rating_widening: z.number().meta({ example: 5 }),
  language: z.string().nullable().meta({ example: 'en' }),
  tags: words(['voice']),
  tags_must: words([]),
  tags_must_not: words([]),
  gives_way: dataField('Seconds after which each wish is dropped.', { language: 60 }) as unknown as z.ZodType<
    TicketView['gives_way'],
    TicketView['gives_way']
  >,
};

const searcher = z.object({
  player_id: playerIdSchema,
  name: z.string().meta({ example: 'Alice' }),
  class: classField.meta({ example: 'mage' }),
  accepted: z.boolean().meta({ description: 'Whether the player has accepted the proposed match.', example: false }),
});

const offer = z.object({
  match_id: matchIdSchema,
  difficulty: z.string().meta({ example: 'normal' }),
  region: z.string().meta({ example: 'eu-west' }),
  teams: countField('Teams.', 1),
  players: countField('Players of all teams.', 5),
  accepted: countField('Those who have accepted.', 2),
  deadline_at: timeField('Whoever has not accepted by then leaves the queue.'),
});

export const ticketSchema = z.object({
  ticket_id: ticketIdSchema,
  lobby: z.string().meta({ description: "The lobby's name.", example: 'main' }),
  game_type: z.enum(QUEUE_GAME_TYPES).meta({ example: 'coop' }),
  status: z.enum(['searching', 'proposed', 'ended']).meta({ example: 'searching' }),
  ...wishFields,
  party_id: dungeonPartyIdSchema.nullable().meta({
    description: 'The party that looks for more; of a matched ticket the one that you are in.',
    example: null,
  }),
  searchers: z.array(searcher).meta({ description: 'You, or the members of your party.' }),
  match: offer.nullable().meta({
    description: 'The match to accept. Numbers, no names: who is in it shows once all have accepted.',
    example: null,
  }),
  reason: z
    .enum(TICKET_ENDS)
    .nullable()
    .meta({ description: 'Why it ended; `matched` for the one reason to be glad of.', example: null }),
  session_id: sessionIdSchema
    .nullable()
    .meta({ description: 'The session that you are in, once matched.', example: null }),
  version: countField('One more with each change.', 1),
  created_at: timeField('The waiting time counts from here.'),
  updated_at: timeField('When it last changed.'),
  ended_at: timeField('When it ended.').nullable().meta({ example: null }),
}) satisfies z.ZodType<unknown, TicketView>;

/** Why a ticket still waits. Numbers, no names. */
export const explanationSchema = z
  .object({
    place: countField('From 1, among those of your game type.', 3),
    waiting_players: countField('Players in the queue of your game type.', 12),
    suitable_players: countField('Those who may play what you wish for by now, you included.', 4),
    recent_wait_ms: z.number().nullable().meta({
      description: 'Milliseconds that the last matches like it took; null if there were none.',
      example: 21_000,
    }),
    hold_up: z
      .object({
        reason: z.enum(HOLD_UPS),
        region: z.string(),
        class: classField,
        have: z.number().nullable(),
        need: z.number().nullable(),
      })
      .meta({
        description: 'What holds it up; `region` is empty for anywhere.',
        example: { reason: 'class_missing', region: 'eu-west', class: 'healer', have: 0, need: 1 },
      }),
    widening: z
      .object({ wish: z.enum(WISHES), region: z.string().nullable(), in_s: z.number() })
      .nullable()
      .meta({
        description: 'What changes next by waiting: a further region, or a wish that is dropped.',
        example: { wish: 'regions', region: 'eu-central', in_s: 12 },
      }),
    text: z.string().meta({ example: 'no healer in eu-west; widening to eu-central in 12 s' }),
  })
  .meta({ id: 'QueueExplanation', description: 'Why a ticket still waits.' }) satisfies z.ZodType<unknown, Explanation>;

export const ticketAnswerSchema = ticketSchema
  .extend({ queue: explanationSchema.nullable().meta({ description: 'Null unless the ticket searches.' }) })
  .meta({ id: 'Ticket' });

export const ticketAnswerJson = toRest(ticketAnswerSchema);

export const ticketExample = exampleOf(ticketAnswerSchema);
