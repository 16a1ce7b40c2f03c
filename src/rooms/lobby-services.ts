import type { Guesses } from '../auth/Guesses.ts';
import type { Directory } from '../directory/Directory.ts';
import type { DungeonPartyRules } from '../domain/dungeons/dungeon-party.ts';
import type { SessionRules } from '../domain/sessions/decide-session.ts';
import type { Log } from '../observability/log.ts';
import type { Store } from '../store/store.ts';

/** What the rooms of dungeon parties and runs work with. `now` is epoch milliseconds. */
export type LobbyServices = {
  store: Store;
  directory: Directory;
  guesses: Guesses;
  partyRules: DungeonPartyRules;
  sessionRules: SessionRules;
  now: () => number;
  log: Log;
};
