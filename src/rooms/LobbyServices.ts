import type { Guesses } from '../auth/Guesses.ts';
import type { LastHeard } from '../auth/LastHeard.ts';
import type { Directory } from '../directory/Directory.ts';
import type { DungeonPartyRules } from '../domain/dungeons/dungeon-party.ts';
import type { SessionRules } from '../domain/sessions/decide-session.ts';
import type { RoomServices } from './SafeRoom.ts';

/** What the rooms of lobbies and sessions work with. */
export type LobbyServices = RoomServices & {
  directory: Directory;
  guesses: Guesses;
  lastHeard: LastHeard;
  partyRules: DungeonPartyRules;
  sessionRules: SessionRules;
};
