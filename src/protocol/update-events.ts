import { z } from 'zod';
import type { UpdateName } from '../projections/update.ts';
import {
  boardDropPartySchema,
  dropPartySchema,
  dropSchema,
  worldDropPartySchema,
  worldValueSchema,
} from './drop-parties.ts';
import { memberDungeonPartySchema, publicDungeonPartySchema } from './dungeon-parties.ts';
import { dungeonPartyIdSchema } from './dungeon-party-requests.ts';
import { sessionSchema } from './dungeon-sessions.ts';
import { epochMs } from './fields.ts';
import { dataField } from './free-data.ts';
import { playerIdSchema } from './player-fields.ts';
import { ticketIdSchema } from './queue-requests.ts';
import { sessionIdSchema } from './session-requests.ts';
import { ticketSchema } from './tickets.ts';

type EventsOfTopic = { [Name in UpdateName]?: z.ZodObject };

/** The fields of a party that a drop can change. */
const figures = boardDropPartySchema.pick({
  id: true,
  total_drops: true,
  total_value: true,
  avg_drop: true,
  last_drop_at: true,
  world_type: true,
  confirmed_drops: true,
  confirmed_value: true,
});

/** The fields of a party that the confirmation of a drop can change. */
const confirmedFigures = boardDropPartySchema.pick({ id: true, confirmed_drops: true, confirmed_value: true });

const confirmedDrop = dropSchema.pick({ drop_party_id: true, number: true, confirmed: true });

const { witnesses } = worldDropPartySchema.shape;

const board = {
  drop_party_started: z.object({ party: boardDropPartySchema }),
  drop_added: z.object({ party: figures }),
  drop_party_ended: z.object({ party: dropPartySchema }),
  drop_confirmed: z.object({ party: confirmedFigures }),
  drops_recounted: z.object({ party: confirmedFigures }),
  drop_removed: z.object({ party: figures }),
} satisfies EventsOfTopic;

const world = {
  drop_party_started: z.object({ party: worldDropPartySchema }),
  drop_added: z.object({ drop: dropSchema, party: figures.extend({ witnesses }) }),
  drop_witnessed: z.object({
    drop: dropSchema
      .pick({ drop_party_id: true, number: true, witnesses: true })
      .extend({ confirmed: dropSchema.shape.confirmed.optional() })
      .optional(),
    party: confirmedFigures.partial({ confirmed_drops: true, confirmed_value: true }).extend({ witnesses }),
  }),
  drop_party_ended: board.drop_party_ended,
  drop_confirmed: z.object({ drop: confirmedDrop, party: confirmedFigures }),
  drops_recounted: z.object({ drops: z.array(confirmedDrop), party: confirmedFigures }),
  drop_removed: z.object({
    number: dropSchema.shape.number,
    drops: worldValueSchema.shape.drops,
    party: figures.extend({ biggest_drops: worldDropPartySchema.shape.biggest_drops }),
  }),
} satisfies EventsOfTopic;

/** A new item is complete; an existing one has its id and what changed. */
function changedItem<Shape extends z.ZodRawShape>({ shape }: z.ZodArray<z.ZodObject<Shape>>['element']) {
  return z.object({ ...z.object(shape).partial().shape, player_id: playerIdSchema });
}

const left = z.array(playerIdSchema).optional().meta({ description: 'Members who left.' });
const subject = { party_id: dungeonPartyIdSchema, player_id: playerIdSchema };

const outside = {
  party: publicDungeonPartySchema.omit({ members: true, players: true }).partial(),
  members: z.array(changedItem(publicDungeonPartySchema.shape.members.element)).optional(),
  left,
};

const lobby = {
  party_created: z.object({ party_id: dungeonPartyIdSchema, party: publicDungeonPartySchema }),
  party_shown: z.object({
    party_id: dungeonPartyIdSchema,
    after: dungeonPartyIdSchema
      .nullable()
      .meta({ description: 'The party before it in the list; null if it is the first.' }),
    party: publicDungeonPartySchema,
  }),
  party_hidden: z.object({ party_id: dungeonPartyIdSchema }),
  party_dissolved: z.object({ party_id: dungeonPartyIdSchema }),
  party_updated: z.object({ party_id: dungeonPartyIdSchema, ...outside }),
  player_joined: z.object({ ...subject, ...outside }),
  player_left: z.object({ ...subject, ...outside }),
  player_changed: z.object({ ...subject, ...outside }),
  leader_changed: z.object({ ...subject, ...outside }),
  session_created: z.object({ party_id: dungeonPartyIdSchema, session_id: sessionIdSchema, ...outside }),
  session_complete: z.object({ party_id: dungeonPartyIdSchema, session_id: sessionIdSchema, ...outside }),
} satisfies EventsOfTopic;

/** Members also get the fields that only members see. */
const inside = {
  party: memberDungeonPartySchema.omit({ members: true, players: true }).partial(),
  members: z.array(changedItem(memberDungeonPartySchema.shape.members.element)).optional(),
  left,
};

const byWhom = playerIdSchema.meta({ description: 'Who did it.' });
const byWhomOrAdmin = playerIdSchema.nullable().meta({ description: 'Who did it; null for an admin of the server.' });
const reasonToLeave = z.enum(['left', 'away', 'banned', 'matched']).meta({
  description:
    '`away`: the connection was lost for too long. `banned`: from the server, by an admin. `matched`: into another party, by the group finder.',
});

const party = {
  party_created: z.object({
    party_id: dungeonPartyIdSchema,
    party: z.union([memberDungeonPartySchema, publicDungeonPartySchema]),
  }),
  party_updated: z.object({
    party_id: dungeonPartyIdSchema,
    invited: z
      .object({ player_id: playerIdSchema, by: byWhom, expires_at: epochMs('When the invite expires.') })
      .optional()
      .meta({ description: 'Members only.' }),
    declined: z.object({ player_id: playerIdSchema }).optional().meta({ description: 'Members only.' }),
    ...inside,
  }),
  player_joined: z.object({ ...subject, ...inside }),
  player_left: z.object({ ...subject, reason: reasonToLeave, ...inside }),
  player_kicked: z.object({ ...subject, by: byWhomOrAdmin, ...inside }),
  player_changed: z.object({ ...subject, ...inside }),
  leader_changed: z.object({ ...subject, by: byWhomOrAdmin, ...inside }),
  session_created: z.object({ party_id: dungeonPartyIdSchema, session_id: sessionIdSchema, ...inside }),
  session_complete: z.object({ party_id: dungeonPartyIdSchema, session_id: sessionIdSchema, ...inside }),
  party_dissolved: z.object({
    party_id: dungeonPartyIdSchema,
    by: byWhom.nullable(),
    reason: z.enum(['dissolved', 'last_left', 'empty', 'admin']),
  }),
} satisfies EventsOfTopic;

const ofSession = {
  session_id: sessionIdSchema,
  session: sessionSchema.omit({ players: true, party: true, progress: true }).partial(),
  players: z.array(changedItem(sessionSchema.shape.players.element)).optional(),
  progress: dataField('The keys that changed; null for one that was removed.').optional(),
};

const ofPlayer = { ...ofSession, player_id: playerIdSchema };

const session = {
  session_created: z.object({ session_id: sessionIdSchema, session: sessionSchema }),
  player_joined: z.object(ofPlayer),
  player_left: z.object({ ...ofPlayer, reason: reasonToLeave }),
  player_changed: z.object(ofPlayer),
  session_started: z.object({ ...ofSession, by: z.enum(['all_ready', 'leader', 'deadline']) }),
  session_progress: z.object(ofSession),
  session_complete: z.object(ofSession),
} satisfies EventsOfTopic;

const changedTicket = z.object({ ticket_id: ticketIdSchema, ticket: ticketSchema.partial() });

const ticket = {
  ticket_created: z.object({ ticket_id: ticketIdSchema, ticket: ticketSchema }),
  ticket_changed: changedTicket,
  match_proposed: changedTicket,
  match_accepted: changedTicket,
  match_failed: changedTicket,
  ticket_ended: changedTicket,
} satisfies EventsOfTopic;

/** The `data` of every event of every topic. `party` and `session` contain only what changed, unless they are new. */
export const updateEvents = { board, world, lobby, party, session, ticket };
