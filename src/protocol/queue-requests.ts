import { z } from 'zod';
import {
  GIVE_WAY_S_MAX,
  MATCH_TEAMS_MAX,
  PARTY_PLAYERS_MAX,
  RATING_MAX,
  TICKET_DIFFICULTIES_MAX,
  TICKET_REGIONS_MAX,
  TICKET_ROLES_MAX,
  TICKET_TAGS_MAX,
} from '../domain/limits.ts';
import { DEFAULT_WISHES, QUEUE_GAME_TYPES, type Wish, WISHES, type Wishes } from '../domain/finder/ticket.ts';
import type { Fault } from '../errors.ts';
import { idOf, mustBe, whole } from './fields.ts';
import { refuseFaults } from './faults.ts';
import { labelSchema, newcomerFields } from './player-fields.ts';

export const ticketIdSchema = idOf('ticket_not_found').meta({
  description: "A ticket's id.",
  example: '5b8f9d2e-1c34-4f7a-8e21-6a9c0d3b7f15',
});

export const matchIdSchema = idOf('match_not_found').meta({
  description: "A proposed match's id.",
  example: 'd0a4e6b7-93c2-4a58-9f1d-2b7c8e5a6013',
});

const seconds = whole(0, GIVE_WAY_S_MAX);
const ratingRule = mustBe(`must be a number from -${RATING_MAX} to ${RATING_MAX}`);
const rating = z.number(ratingRule).min(-RATING_MAX, ratingRule).max(RATING_MAX, ratingRule);
const spanRule = mustBe(`must be a number from 0 to ${RATING_MAX}`);
const span = z.number(spanRule).min(0, spanRule).max(RATING_MAX, spanRule);
const tags = z.array(labelSchema).max(TICKET_TAGS_MAX).optional();

/** Requests to a lobby's queue: messages of its room and bodies of REST have the same shapes. */
export const queueRequests = {
  join: z.strictObject({
    game_type: z
      .enum(QUEUE_GAME_TYPES, mustBe(`must be ${QUEUE_GAME_TYPES.join(' or ')}`))
      .default('coop')
      .meta({ description: '`coop` fills a party, `pvp` puts teams into one session.' }),
    difficulties: z
      .array(labelSchema)
      .max(TICKET_DIFFICULTIES_MAX)
      .optional()
      .meta({ description: "The game's own words, any of which will do; none for any at all.", example: ['normal'] }),
    regions: z
      .array(
        z.strictObject({
          region: labelSchema,
          latency_ms: whole(0, 60_000).nullable().optional().meta({ description: 'As the client measured it.' }),
          after_s: seconds
            .optional()
            .meta({ description: 'Seconds of waiting before it will do. By default 15 more for each.' }),
        }),
      )
      .max(TICKET_REGIONS_MAX)
      .optional()
      .meta({
        description: 'First choice first; none for anywhere.',
        example: [{ region: 'eu-west', latency_ms: 24 }],
      }),
    players_min: whole(1, PARTY_PLAYERS_MAX)
      .optional()
      .meta({ description: 'Players of the party, or of each team, at least. 2 by default, 1 in pvp.' }),
    players_max: whole(1, PARTY_PLAYERS_MAX)
      .optional()
      .meta({ description: 'Players of the party, or of each team, at most. 4 by default, 1 in pvp.' }),
    teams: whole(2, MATCH_TEAMS_MAX).optional().meta({ description: 'Teams of a pvp match. 2 by default.' }),
    roles: z
      .array(
        z.strictObject({
          class: labelSchema
            .nullable()
            .optional()
            .meta({ description: 'Null or absent: everybody of a class that no other entry has.' }),
          min: whole(0, PARTY_PLAYERS_MAX).optional(),
          max: whole(0, PARTY_PLAYERS_MAX).optional(),
        }),
      )
      .max(TICKET_ROLES_MAX)
      .optional()
      .meta({
        description: 'How many of each class a team needs and takes.',
        example: [
          { class: 'tank', min: 1, max: 1 },
          { class: 'healer', min: 1, max: 1 },
          { min: 2, max: 3 },
        ],
      }),
    rating: rating.nullable().optional().meta({ description: 'Yours, or the mean of your party.', example: 1500 }),
    rating_range: span
      .optional()
      .meta({ description: `How far others may be from it. ${DEFAULT_WISHES.rating_range} by default.` }),
    rating_widening: span
      .optional()
      .meta({ description: `By how much that grows with each second. ${DEFAULT_WISHES.rating_widening} by default.` }),
    language: labelSchema.nullable().optional().meta({ description: 'Null for any.', example: 'en' }),
    tags: tags.meta({ description: 'What you bring.', example: ['voice'] }),
    tags_must: tags.meta({ description: 'What you bring and all others must bring, too.', example: [] }),
    tags_must_not: tags.meta({ description: 'What nobody may bring.', example: [] }),
    gives_way: z
      .strictObject(
        Object.fromEntries(WISHES.map((wish) => [wish, seconds.optional()])) as Record<
          Wish,
          z.ZodOptional<typeof seconds>
        >,
      )
      .optional()
      .meta({
        description: 'Seconds of waiting after which a wish is dropped. One that is not here is firm.',
        example: { language: 60, roles: 120 },
      }),
    ...newcomerFields,
  }),
  leave: z.strictObject({ ticket_id: ticketIdSchema.optional() }),
  accept: z.strictObject({ ticket_id: ticketIdSchema.optional(), match_id: matchIdSchema.optional() }),
  decline: z.strictObject({ ticket_id: ticketIdSchema.optional(), match_id: matchIdSchema.optional() }),
};

export type QueueRequests = { [Do in keyof typeof queueRequests]: z.output<(typeof queueRequests)[Do]> };

/** One request to a lobby's queue, wherever it came from. */
export type QueueRequest = { [Do in keyof QueueRequests]: { type: Do } & QueueRequests[Do] }[keyof QueueRequests];

/** Seconds by which each further region opens later, unless the client says when. */
const REGION_WIDENS_S = 15;

/** The wishes of a request, with what it leaves out. Refuses `validation_failed` for those that contradict each other. */
export function wishesOf(request: QueueRequests['join']): Wishes {
  const { game_type, regions = [], roles = [], gives_way = {} } = request;
  const isPvp = game_type === 'pvp';
  const usual = isPvp ? { least: 1, most: 1 } : { least: DEFAULT_WISHES.players_min, most: DEFAULT_WISHES.players_max };
  const players_min = request.players_min ?? Math.min(usual.least, request.players_max ?? usual.least);
  const players_max = request.players_max ?? Math.max(usual.most, players_min);
  const wishes: Wishes = {
    difficulties: [...new Set(request.difficulties ?? [])],
    regions: regions.map(({ region, latency_ms = null, after_s }, i) => ({
      region,
      latency_ms,
      after_s: after_s ?? i * REGION_WIDENS_S,
    })),
    players_min,
    players_max,
    teams: isPvp ? (request.teams ?? 2) : 1,
    roles: roles.map((role) => ({ class: role.class ?? null, min: role.min ?? 0, max: role.max ?? PARTY_PLAYERS_MAX })),
    rating: request.rating ?? null,
    rating_range: request.rating_range ?? DEFAULT_WISHES.rating_range,
    rating_widening: request.rating_widening ?? DEFAULT_WISHES.rating_widening,
    language: request.language ?? null,
    tags: request.tags ?? [],
    tags_must: request.tags_must ?? [],
    tags_must_not: request.tags_must_not ?? [],
    gives_way: Object.fromEntries(Object.entries(gives_way).filter(([, after_s]) => after_s !== undefined)),
  };
  const faults = contradictions(request, wishes);
  if (faults.length > 0) refuseFaults(faults);
  return wishes;
}

function contradictions({ game_type, teams }: QueueRequests['join'], wishes: Wishes): Fault[] {
  const { players_min, players_max, roles } = wishes;
  const isPvp = game_type === 'pvp';
  const seats = players_max * wishes.teams;
  const tagCount = wishes.tags.length + wishes.tags_must.length + wishes.tags_must_not.length;
  const faults: [wrong: boolean, field: string, message: string][] = [
    [!isPvp && teams !== undefined, 'teams', 'is for pvp only'],
    [!isPvp && players_min < 2, 'players_min', 'must be at least 2 in coop'],
    [players_min > players_max, 'players_max', 'must not be below players_min'],
    [seats > PARTY_PLAYERS_MAX, 'players_max', `times teams must be at most ${PARTY_PLAYERS_MAX}`],
    [repeats(wishes.regions.map(({ region }) => region)), 'regions', 'must not name a region twice'],
    [repeats(roles.map((role) => role.class ?? '')), 'roles', 'must not name a class twice'],
    [roles.some(({ min, max }) => min > max), 'roles', 'must not have a min above its max'],
    [sum(roles.map(({ min }) => min)) > players_max, 'roles', 'must not need more players than players_max'],
    [takesTooFew(wishes), 'roles', 'must take as many players as players_min'],
    [tagCount > TICKET_TAGS_MAX, 'tags', `must be at most ${TICKET_TAGS_MAX} with tags_must and tags_must_not`],
    [avoidsItself(wishes), 'tags_must_not', 'must not have what tags or tags_must have'],
  ];
  return faults.flatMap(([wrong, field, message]) => (wrong ? [{ field, message }] : []));
}

/** Whoever is of no named class is taken, unless there is an entry for the others. */
function takesTooFew({ roles, players_min }: Wishes): boolean {
  if (!roles.some((role) => role.class === null)) return false;
  return sum(roles.map(({ max }) => max)) < players_min;
}

function avoidsItself({ tags: own, tags_must, tags_must_not }: Wishes): boolean {
  return tags_must_not.some((tag) => own.includes(tag) || tags_must.includes(tag));
}

function repeats(names: string[]): boolean {
  return new Set(names).size < names.length;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
