import { defineRoom, defineServer, type Server } from '@colyseus/core';
import type { Transport } from './src/main/Transport.ts';
import type { Log } from './src/observability/log.ts';
import { DropBoardRoom } from './src/rooms/DropBoardRoom.ts';
import { DropTrackerRoom } from './src/rooms/DropTrackerRoom.ts';
import type { DropServices } from './src/rooms/drop-services.ts';

type OptionsOf<R extends { onCreate(options: never): unknown }> = Parameters<R['onCreate']>[0];

/** The Colyseus server. Signals and shutdown are ours: src/main/shutdown.ts. HTTP is src/http, in front of it src/main/http-front.ts. */
export function defineArena(transport: Transport, services: DropServices, publicAddress?: string): Server {
  return defineServer({
    transport,
    greet: false,
    gracefullyShutdown: false,
    logger: services.log.child({ part: 'colyseus' }) satisfies Log,
    ...(publicAddress ? { publicAddress } : {}),
    rooms: {
      // The directory, which alone makes rooms, adds each room's id and key to these options.
      board: defineRoom(DropBoardRoom, { services } as OptionsOf<DropBoardRoom>),
      drop_tracker: defineRoom(DropTrackerRoom, { services } as OptionsOf<DropTrackerRoom>),
    },
  }) as Server;
}
