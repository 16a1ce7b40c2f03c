import { sql } from 'kysely';
import type { SessionEvent } from '../../domain/sessions/session-events.ts';
import { insert, prepare, type Query, update } from './statement.ts';

type Event<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>;

/** The statements for a session's event. `was` is the version that the session must have before it. */
export function sessionWrites(event: SessionEvent, was: number): Query[] {
  const { type, session_id, version, at } = event;
  if (type === 'session_created') return create(event);
  const gap = `${type} of session ${session_id} does not follow: none of version ${was} is under way`;
  return [step({ session_id, version, at, was, gap }), ...changes(event)];
}

function create({ type: _type, players, teams, version, at, ...run }: Event<'session_created'>): Query[] {
  const { session_id } = run;
  if (version !== 1) throw new Error(`session ${session_id} does not follow: its first version is 1`);
  const row = { ...run, version, created_at: at, updated_at: at };
  const teamOf = (id: string) => teams.find((team) => team.players.includes(id))?.party_id ?? null;
  return [
    insert('session', row, `there was a session ${session_id} before`),
    ...players.map(({ data, ...player }) =>
      insert('session_player', {
        session_id,
        ...player,
        data: JSON.stringify(data),
        team_party_id: teamOf(player.player_id),
      }),
    ),
  ];
}

function changes(event: Exclude<SessionEvent, { type: 'session_created' }>): Query[] {
  const { session_id, at } = event;
  const player = (player_id: string, set: Parameters<typeof update<'session_player'>>[1]) =>
    update('session_player', set, { session_id, player_id }, `session ${session_id} has no player "${player_id}"`);
  switch (event.type) {
    case 'session_player_joined':
      return [player(event.player_id, { presence: event.presence, away_since: null, heard_at: null })];
    case 'session_player_away':
      return [player(event.player_id, { presence: 'away', away_since: at, heard_at: event.heard_at ?? null })];
    case 'session_player_left':
      return [
        update('session', { leader_id: event.leader_id }, { session_id }),
        player(event.player_id, { presence: 'left', away_since: null, heard_at: null, ready: false }),
      ];
    case 'session_player_ready':
      return [player(event.player_id, { ready: event.ready })];
    case 'session_player_data':
      return [player(event.player_id, { data: JSON.stringify(event.data) })];
    case 'session_started': {
      const begun = { status: 'in_progress', started_at: at };
      return [
        update('session', begun, { session_id, status: 'waiting' }, `session ${session_id} has started already`),
        update('session_player', { presence: 'away', away_since: at }, { session_id, presence: 'expected' }),
        ...event.missing.map((player_id) => player(player_id, { was_missing: true })),
      ];
    }
    case 'session_progressed':
      return progress(event);
    case 'session_ended':
      return [
        missAll({ session_id }),
        end({ session_id, at, outcome: event.outcome, result: JSON.stringify(event.result) }),
      ];
  }
}

const step = prepare<{ session_id: string; version: number; at: number; was: number; gap: string }>(
  ({ session_id, version, at, was }) => sql`
    update session set version = ${version}, updated_at = ${at}
    where session_id = ${session_id} and version = ${was} and status <> 'complete'`,
  ({ gap }) => gap,
);

function progress({ session_id, report }: Event<'session_progressed'>): Query[] {
  const { current_floor, current_position, progress: reported = {} } = report;
  const set = {
    ...(current_floor !== undefined && { current_floor }),
    ...(current_position && { position_x: current_position.x, position_y: current_position.y }),
  };
  return [
    ...(Object.keys(set).length > 0 ? [update('session', set, { session_id })] : []),
    ...Object.entries(reported).map(([name, value]) =>
      value === null ? removeKey({ session_id, name }) : setKey({ session_id, name, value: JSON.stringify(value) }),
    ),
  ];
}

const setKey = prepare<{ session_id: string; name: string; value: string }>(
  ({ session_id, name, value }) => sql`
    insert into session_progress (session_id, name, value) values (${session_id}, ${name}, ${value})
    on conflict (session_id, name) do update set value = excluded.value`,
);

const removeKey = prepare<{ session_id: string; name: string }>(
  ({ session_id, name }) => sql`delete from session_progress where session_id = ${session_id} and name = ${name}`,
);

/** If a session ends before it starts, everyone who has not left counts as missing. */
const missAll = prepare<{ session_id: string }>(
  ({ session_id }) => sql`
    update session_player set was_missing = true where session_id = ${session_id} and presence <> 'left'
      and exists (select 1 from session where session_id = ${session_id} and status = 'waiting')`,
);

/** `bytes` is its approximate size as JSON, which SESSIONS_KEPT_BYTES_MAX limits. */
const end = prepare<{ session_id: string; at: number; outcome: string; result: string }>(
  ({ session_id, at, outcome, result }) => sql`
    update session set status = 'complete', completed_at = ${at}, outcome = ${outcome}, result = ${result},
      bytes = 500 + length(cast(${result} as text))
        + (select coalesce(sum(length(data) + 200), 0) from session_player where session_id = ${session_id})
        + (select coalesce(sum(length(name) + length(value)), 0) from session_progress where session_id = ${session_id})
    where session_id = ${session_id}`,
);
