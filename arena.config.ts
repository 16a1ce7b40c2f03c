import { defineRoom, defineServer, matchMaker, type Server, type ServerOptions } from '@colyseus/core';
import type { RoomClasses } from './src/directory/LocalRooms.ts';
import type { Transport } from './src/main/Transport.ts';
import type { Log } from './src/log.ts';
import { DropBoardRoom } from './src/rooms/DropBoardRoom.ts';
import type { DropServices } from './src/rooms/drop-steps.ts';
import { DropTrackerRoom } from './src/rooms/DropTrackerRoom.ts';
import { DungeonSessionRoom } from './src/rooms/DungeonSessionRoom.ts';
import type { LobbyServices } from './src/rooms/dungeon-party-steps.ts';
import { LobbyRoom } from './src/rooms/LobbyRoom.ts';

/** The room of each name; the directory checks what it finds against these. */
export const roomClasses = {
  board: DropBoardRoom,
  drop_tracker: DropTrackerRoom,
  lobby: LobbyRoom,
  dungeon_session: DungeonSessionRoom,
} satisfies RoomClasses;

/** What the rooms work with, by what they are for. */
export type ArenaServices = { drops: DropServices; lobbies: LobbyServices };

/** With several processes, they share presence and driver. */
type ArenaOptions = Pick<ServerOptions, 'presence' | 'driver'> & { publicAddress?: string };

type OptionsOf<R extends { onCreate(options: never): unknown }> = Parameters<R['onCreate']>[0];

/** Colyseus logs what clients do as errors, and would tell the operator of each stale token. Errors of our rooms are logged by themselves. */
function colyseusLogger(log: Log) {
  const child = log.child({ part: 'colyseus' });
  const debug = child.debug.bind(child);
  const warn = child.warn.bind(child);
  return { trace: child.trace.bind(child), debug, info: debug, warn, error: warn };
}

/** The Colyseus server. Signals and shutdown are ours: src/main/shutdown.ts. HTTP is src/http, behind src/main/http-server.ts. */
export function defineArena(
  transport: Transport,
  { drops, lobbies }: ArenaServices,
  { publicAddress, ...shared }: ArenaOptions = {},
): Server {
  return defineServer({
    transport,
    ...shared,
    // The directory chooses the process.
    selectProcessIdToCreateRoom: () => Promise.resolve(matchMaker.processId),
    greet: false,
    gracefullyShutdown: false,
    logger: colyseusLogger(drops.log),
    ...(publicAddress ? { publicAddress } : {}),
    rooms: {
      // The directory, which alone makes rooms, adds each room's id and key to these options.
      board: defineRoom(DropBoardRoom, { services: drops } as OptionsOf<DropBoardRoom>),
      drop_tracker: defineRoom(DropTrackerRoom, { services: drops } as OptionsOf<DropTrackerRoom>),
      lobby: defineRoom(LobbyRoom, { services: lobbies } as OptionsOf<LobbyRoom>),
      dungeon_session: defineRoom(DungeonSessionRoom, { services: lobbies } as OptionsOf<DungeonSessionRoom>),
    },
  }) as Server;
}
