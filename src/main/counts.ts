import { matchMaker } from '@colyseus/core';
import { roomClasses } from '../../arena.config.ts';
import type { FairShares } from '../auth/FairShares.ts';
import type { Directory } from '../directory/Directory.ts';
import type { ServerCounts } from '../observability/counts.ts';
import { DungeonSessionRoom } from '../rooms/DungeonSessionRoom.ts';
import type { UpdatesServer } from '../updates/UpdatesServer.ts';

type Counted = { directory: Directory; updates: UpdatesServer; parties: FairShares; dungeonParties: FairShares };

/** Counts what this process has now, from memory alone. */
export async function countServer({ directory, updates, parties, dungeonParties }: Counted): Promise<ServerCounts> {
  const rooms: ServerCounts['rooms'] = {};
  for (const name of Object.keys(roomClasses)) rooms[name] = { rooms: 0, clients: 0 };
  const sessions = { waiting: 0, in_progress: 0 };
  for (const { name, roomId, clients } of await matchMaker.query({ processId: matchMaker.processId })) {
    const ofName = (rooms[name] ??= { rooms: 0, clients: 0 });
    ofName.rooms += 1;
    ofName.clients += clients;
    const room = matchMaker.getLocalRoomById(roomId);
    // A room lingers for a while after its session is complete.
    if (room instanceof DungeonSessionRoom && room.state.status in sessions)
      sessions[room.state.status as keyof typeof sessions] += 1;
  }
  return {
    draining: directory.isDraining,
    rooms,
    drop_parties: parties.size,
    dungeon_parties: dungeonParties.size,
    sessions,
    updates: updates.counts,
  };
}
