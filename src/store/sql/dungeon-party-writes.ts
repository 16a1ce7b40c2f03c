import { sql } from 'kysely';
import type { Newcomer, DungeonPartyEvent } from '../../domain/dungeons/dungeon-party-events.ts';
import { PARTY_BANS_MAX, PARTY_DECLINED_MAX } from '../../domain/limits.ts';
import { insert, prepare, type Query, remove, update } from './statement.ts';

type Event<Type extends DungeonPartyEvent['type']> = Extract<DungeonPartyEvent, { type: Type }>;

/** The statements for a dungeon party's event. `was` is the version that the party must have before it. */
export function dungeonPartyWrites(event: DungeonPartyEvent, was: number): Query[] {
  const { type, party_id, lobby, version, at } = event;
  if (type === 'party_created') return create(event);
  if (type === 'member_silence') return [silence(event)];
  const gap = `${type} of dungeon party ${party_id} does not follow: lobby "${lobby}" has none of version ${was}`;
  return [
    update('dungeon_party', { version, updated_at: at }, { party_id, lobby, version: was }, gap),
    ...changes(event),
  ];
}

function create({ party_id, lobby, join_code, settings, member, version, at }: Event<'party_created'>): Query[] {
  if (version !== 1) throw new Error(`dungeon party ${party_id} does not follow: its first version is 1`);
  const leader_id = member?.player_id ?? null;
  const times = { created_at: at, updated_at: at };
  const row = {
    party_id,
    lobby,
    join_code,
    leader_id,
    version,
    ...settings,
    data: JSON.stringify(settings.data),
    ...times,
  };
  return [insert('dungeon_party', row), ...(member ? [join({ party_id, lobby, at }, member)] : [])];
}

function changes(event: Exclude<DungeonPartyEvent, { type: 'party_created' | 'member_silence' }>): Query[] {
  const { party_id, at } = event;
  switch (event.type) {
    case 'party_updated':
      return changeSettings(event);
    case 'member_joined': {
      const { player_id } = event.member;
      const asked = [endRequest({ party_id, player_id }), forgive({ party_id, player_id })];
      return [
        join(event, event.member),
        uninvite(party_id, player_id),
        ...asked,
        leadIfNobody({ party_id, player_id }),
      ];
    }
    case 'member_left':
      return [update('dungeon_party', { leader_id: event.leader_id }, { party_id }), leave(event)];
    case 'member_kicked':
      return [ban(event), forgetBans(event), leave(event)];
    case 'member_changed': {
      const { data, ...said } = event.changes;
      return changeMember(event, { ...said, ...(data && { data: JSON.stringify(data) }) });
    }
    case 'member_presence':
      return changeMember(event, {
        presence: event.status,
        away_since: event.status === 'away' ? at : null,
        heard_at: event.heard_at ?? null,
      });
    case 'leader_promoted':
      return [promote(event)];
    case 'player_invited': {
      const { player_id, by, expires_at } = event;
      const invited = insert('dungeon_party_invite', { party_id, player_id, by, expires_at });
      return [forgetInvites(event), uninvite(party_id, player_id), unban(event), invited];
    }
    case 'invite_declined':
      return [uninvite(party_id, event.player_id)];
    case 'join_requested':
      return [endRequest(event), forgive(event), request(event)];
    case 'join_request_declined':
      return [endRequest(event, true), forgive(event), decline(event), forgetDeclined(event)];
    case 'join_request_ended':
      return [endRequest(event, true)];
    case 'party_session_started':
      return [
        remove('dungeon_party_request', { party_id }),
        update('dungeon_party', { session_id: event.session_id }, { party_id }),
      ];
    case 'party_session_ended':
      // Nobody had to be in the lobby during the run, so the grace of absent members starts when it ends.
      return [
        update('dungeon_party', { session_id: null }, { party_id }),
        update('dungeon_party_member', { ready: false }, { party_id }),
        update('dungeon_party_member', { away_since: at }, { party_id, presence: 'away' }),
      ];
    case 'party_dissolved':
      return [remove('dungeon_party', { party_id })];
  }
}

type Place = { party_id: string; lobby: string; at: number };
type OfPlayer = { party_id: string; player_id: string };

function join({ party_id, lobby, at }: Place, { data, ...player }: Newcomer): Query {
  return insert('dungeon_party_member', { party_id, lobby, ...player, data: JSON.stringify(data), joined_at: at });
}

function leave({ party_id, player_id }: OfPlayer): Query {
  return remove('dungeon_party_member', { party_id, player_id }, noMember({ party_id, player_id }));
}

function changeSettings({ party_id, changes }: Event<'party_updated'>): Query[] {
  const { data, ...settings } = changes;
  const set = { ...settings, ...(data && { data: JSON.stringify(data) }) };
  const again = changes.game_type !== undefined || changes.difficulty !== undefined;
  return [
    ...(Object.keys(set).length > 0 ? [update('dungeon_party', set, { party_id })] : []),
    ...(again ? [update('dungeon_party_member', { ready: false }, { party_id })] : []),
  ];
}

function changeMember(
  { party_id, player_id }: OfPlayer,
  set: Parameters<typeof update<'dungeon_party_member'>>[1],
): Query[] {
  if (Object.keys(set).length === 0) return [];
  return [update('dungeon_party_member', set, { party_id, player_id }, noMember({ party_id, player_id }))];
}

function silence({ party_id, player_id, heard_at }: Event<'member_silence'>): Query {
  const where = { party_id, player_id, presence: 'rest' };
  return update('dungeon_party_member', { heard_at }, where, noMember({ party_id, player_id }));
}

function uninvite(party_id: string, player_id: string): Query {
  return remove('dungeon_party_invite', { party_id, player_id });
}

function request({
  party_id,
  player_id,
  name,
  class: played,
  data,
  message,
  expires_at,
  at,
}: Event<'join_requested'>): Query {
  const said = { name, class: played, data: JSON.stringify(data), message };
  return insert('dungeon_party_request', { party_id, player_id, ...said, requested_at: at, expires_at });
}

function decline({ party_id, player_id, until }: Event<'join_request_declined'>): Query {
  return insert('dungeon_party_declined', { party_id, player_id, until });
}

/** `must`: whether there has to be one. */
function endRequest({ party_id, player_id }: OfPlayer, must = false): Query {
  const gap = `player "${player_id}" does not ask dungeon party ${party_id}`;
  return remove('dungeon_party_request', { party_id, player_id }, ...(must ? [gap] : []));
}

function forgive({ party_id, player_id }: OfPlayer): Query {
  return remove('dungeon_party_declined', { party_id, player_id });
}

function unban({ party_id, player_id }: OfPlayer): Query {
  return remove('dungeon_party_ban', { party_id, player_id });
}

const leadIfNobody = prepare<OfPlayer>(
  ({ party_id, player_id }) => sql`
    update dungeon_party set leader_id = ${player_id} where party_id = ${party_id} and leader_id is null`,
);

const promote = prepare<OfPlayer>(
  ({ party_id, player_id }) => sql`
    update dungeon_party set leader_id = ${player_id} where party_id = ${party_id} and exists (
      select 1 from dungeon_party_member where party_id = ${party_id} and player_id = ${player_id})`,
  noMember,
);

const ban = prepare<OfPlayer>(
  ({ party_id, player_id }) => sql`
    insert into dungeon_party_ban (party_id, player_id) values (${party_id}, ${player_id}) on conflict do nothing`,
);

/** Deletes the oldest beyond PARTY_BANS_MAX. */
const forgetBans = prepare<OfPlayer>(
  ({ party_id }) => sql`
    delete from dungeon_party_ban where party_id = ${party_id} and id not in (
      select id from dungeon_party_ban where party_id = ${party_id} order by id desc limit ${sql.lit(PARTY_BANS_MAX)})`,
);

const forgetInvites = prepare<Event<'player_invited'>>(
  ({ party_id, at }) => sql`delete from dungeon_party_invite where party_id = ${party_id} and expires_at <= ${at}`,
);

/** Deletes those who may ask again, and the oldest beyond PARTY_DECLINED_MAX. */
const forgetDeclined = prepare<Event<'join_request_declined'>>(
  ({ party_id, at }) => sql`
    delete from dungeon_party_declined where party_id = ${party_id} and (until <= ${at} or id not in (
      select id from dungeon_party_declined where party_id = ${party_id} order by id desc
      limit ${sql.lit(PARTY_DECLINED_MAX)}))`,
);

function noMember({ party_id, player_id }: OfPlayer): string {
  return `dungeon party ${party_id} has no member "${player_id}"`;
}
