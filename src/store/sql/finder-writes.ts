import { sql } from 'kysely';
import type { FinderEvent } from '../../domain/finder/finder-events.ts';
import type { Searcher, Ticket, TicketOutcome } from '../../domain/finder/ticket.ts';
import { insert, prepare, type Query, remove, update } from './statement.ts';

type Event<Type extends FinderEvent['type']> = Extract<FinderEvent, { type: Type }>;

/** The statements for an event of a lobby's queue. */
export function finderWrites(event: FinderEvent): Query[] {
  switch (event.type) {
    case 'ticket_created':
      return create(event.ticket);
    case 'ticket_joined':
      return [step({ ...event, must: 'it has ended' }), player(event, event.player)];
    case 'ticket_ended':
      return end(event);
    case 'match_proposed':
      return propose(event);
    case 'match_accepted': {
      const { ticket_id, player_id } = event;
      const noPlayer = `ticket ${ticket_id} has no player "${player_id}"`;
      return [stepIn(event), update('ticket_player', { accepted: true }, { ticket_id, player_id }, noPlayer)];
    }
    case 'match_failed':
      return fail(event);
    case 'match_made': {
      const { match_id, region } = event.match;
      return [settle({ match_id, region }), gone(match_id)];
    }
  }
}

function create({
  ticket_id,
  lobby,
  game_type,
  party_id,
  wishes,
  version,
  created_at,
  updated_at,
  players,
}: Ticket): Query[] {
  const about = { ticket_id, lobby, game_type, party_id, wishes: JSON.stringify(wishes), version };
  return [
    insert('ticket', { ...about, created_at, updated_at }),
    ...players.map((searcher) => player({ ticket_id, lobby }, searcher)),
  ];
}

/** The unique index of waiting players is the second check of one ticket a player. */
function player({ ticket_id, lobby }: { ticket_id: string; lobby: string }, { data, ...searcher }: Searcher): Query {
  return insert('ticket_player', { ticket_id, lobby, ...searcher, data: JSON.stringify(data) });
}

function end({ ticket_id, version, outcome }: Event<'ticket_ended'>): Query[] {
  return [
    endTicket({ ticket_id, version, ...outcome }),
    update('ticket_player', { is_waiting: false, accepted: false }, { ticket_id }),
  ];
}

const endTicket = prepare<TicketOutcome & { ticket_id: string; version: number }>(
  ({ ticket_id, version, reason, at, party_id, session_id }) => sql`
    update ticket set reason = ${reason}, ended_at = ${at}, updated_at = ${at}, version = ${version}, match_id = null,
      party_id = coalesce(${party_id}, party_id), session_id = ${session_id}
    where ticket_id = ${ticket_id} and ended_at is null`,
  ({ ticket_id }) => `ticket ${ticket_id} has ended already`,
);

function propose({ match, at }: Event<'match_proposed'>): Query[] {
  const { match_id, teams, ...about } = match;
  return [
    insert('queue_match', { match_id, ...about, teams: JSON.stringify(teams) }),
    ...teams.flat().map((ticket_id) => take({ ticket_id, match_id, at })),
  ];
}

const take = prepare<{ ticket_id: string; match_id: string; at: number }>(
  ({ ticket_id, match_id, at }) => sql`
    update ticket set match_id = ${match_id}, updated_at = ${at}, version = version + 1
    where ticket_id = ${ticket_id} and match_id is null and ended_at is null`,
  ({ ticket_id }) => `ticket ${ticket_id} does not search: it has ended, or is in a match`,
);

const step = prepare<{ ticket_id: string; at: number; must: string }>(
  ({ ticket_id, at }) => sql`
    update ticket set updated_at = ${at}, version = version + 1 where ticket_id = ${ticket_id} and ended_at is null`,
  ({ ticket_id, must }) => `ticket ${ticket_id} cannot change: ${must}`,
);

const stepIn = prepare<{ ticket_id: string; at: number; match_id: string }>(
  ({ ticket_id, at, match_id }) => sql`
    update ticket set updated_at = ${at}, version = version + 1 where ticket_id = ${ticket_id} and match_id = ${match_id}`,
  ({ ticket_id, match_id }) => `ticket ${ticket_id} is not in match ${match_id}`,
);

function fail({ match_id, ahead, at }: Event<'match_failed'>): Query[] {
  return [
    ...ahead.map((ticket_id) => update('ticket', { is_ahead: true }, { ticket_id })),
    forgetAnswers({ match_id }),
    release({ match_id, at }),
    gone(match_id),
  ];
}

const forgetAnswers = prepare<{ match_id: string }>(
  ({ match_id }) => sql`
    update ticket_player set accepted = false where ticket_id in (select ticket_id from ticket where match_id = ${match_id})`,
);

const release = prepare<{ match_id: string; at: number }>(
  ({ match_id, at }) => sql`
    update ticket set match_id = null, updated_at = ${at}, version = version + 1 where match_id = ${match_id}`,
);

/** Where its tickets were matched, for the waits that later tickets are told. */
const settle = prepare<{ match_id: string; region: string }>(
  ({ match_id, region }) => sql`update ticket set matched_region = ${region} where match_id = ${match_id}`,
);

function gone(match_id: string): Query {
  return remove('queue_match', { match_id }, `there is no match ${match_id}`);
}
