import type { Client } from '@colyseus/core';
import type { Directory } from '../directory/Directory.ts';
import type { Seat } from '../directory/LocalRooms.ts';
import type { DungeonPartyEvent } from '../domain/dungeons/dungeon-party-events.ts';
import type { Lobby } from '../domain/dungeons/lobby.ts';
import { seatUnderV17 } from '../wire-v17/endpoint.ts';
import { addressOf, type Connections, type Joined } from './Connections.ts';
import { tell } from './dungeon-party-messages.ts';

type Work = () => Promise<unknown>;

/** What the events mean for sessions: seats for connected members of those that have started, and news of who is gone from their parties. */
export function followSessions(
  directory: Directory,
  connections: Connections,
  { parties }: Lobby,
  events: DungeonPartyEvent[],
): { seats: Work[]; news: Work[] } {
  const seats = events.flatMap((event): Work[] => {
    const party = parties.get(event.party_id);
    if (event.type !== 'party_session_started' || !party) return [];
    return [() => seatMembers(directory, connections, event.session_id, party.members)];
  });
  return { seats, news: events.flatMap((event) => newsForSession(directory, event) ?? []) };
}

type SeatTaker = { player_id: string; client: Client };

/** Reserves a seat in the session for each of the members' connections to the lobby. A player without a seat can still join by id. */
async function seatMembers(
  directory: Directory,
  connections: Connections,
  session_id: string,
  members: { player_id: string }[],
): Promise<void> {
  const key = { name: 'dungeon_session', session_id } as const;
  const guests = members.flatMap(({ player_id }) =>
    Array.from(connections.of(player_id), (client): SeatTaker => ({ player_id, client })),
  );
  await directory.ensure(key);
  await Promise.all(
    guests.map(async ({ player_id, client }) => {
      const seat = await directory.seatIn(key, { player_id }, addressOf(client));
      tell([client], 'session', { session_id, reservation: seatFor(client, seat) });
    }),
  );
}

/** What the session has to be told of an event of its dungeon party, until it has heard it; null if nothing. */
function newsForSession(directory: Directory, event: DungeonPartyEvent): (() => Promise<unknown>) | null {
  if (!('session_id' in event) || event.session_id === null) return null;
  const { session_id } = event;
  const session = () => directory.dungeonSession(session_id);
  if (event.type === 'member_left' || event.type === 'member_kicked') {
    const { player_id } = event;
    return async () => (await session()).request(player_id, { type: 'leave' }, null);
  }
  const isByAdmin = event.type === 'party_dissolved' && event.reason === 'admin';
  return isByAdmin ? async () => (await session()).notice({ type: 'party_dissolved' }) : null;
}

/** The seat in the form that the client's SDK version expects. */
function seatFor(client: Client, seat: Seat): Seat {
  return (client.userData as Joined).isUnderV17 ? seatUnderV17(seat) : seat;
}
