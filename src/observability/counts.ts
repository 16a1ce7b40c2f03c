/** What a server has at the moment. */
export type ServerCounts = {
  draining: boolean;
  /** By name of the room. */
  rooms: Record<string, { rooms: number; clients: number }>;
  drop_parties: number;
  dungeon_parties: number;
  /** Open sessions by status. */
  sessions: Record<string, number>;
  /** Sockets of /updates, and the topics that they watch. */
  updates: { sockets: number; topics: number };
};
