import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { emptyWorld, type World } from '../../src/domain/drops/world.ts';
import { emptyLobby, type Lobby } from '../../src/domain/dungeons/lobby.ts';
import { AppError } from '../../src/errors.ts';
import type { SessionEvent } from '../../src/domain/sessions/session-events.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { Told } from '../../src/projections/announcement.ts';
import { applyDropEvents } from '../../src/projections/drop-updates.ts';
import { isFinderEvent } from '../../src/domain/finder/finder-events.ts';
import { applyFinderEvents } from '../../src/projections/finder-updates.ts';
import { applyDungeonPartyEvents } from '../../src/projections/dungeon-party-updates.ts';
import { applySessionEvents } from '../../src/projections/session-updates.ts';
import { SqlStore } from '../../src/store/sql/SqlStore.ts';
import { copyLobby } from '../domain/dungeons/copy-lobby.ts';
import type { Commit, StoredEvent } from '../../src/store/store.ts';

/** What a test commits: the updates and announcements follow from the events. */
export type PlayedCommit = Pick<Commit, 'events' | 'answers' | 'audit'>;

/** The state that rooms would hold, so that a test can commit events alone. It outlives the stores of one place. */
export class Rooms {
  readonly worlds = new Map<number, World>();
  readonly lobbies = new Map<string, Lobby>();
  readonly sessions = new Map<string, Session>();

  /** Empty if the events do not follow: the store must then refuse them by itself. `undo` restores the previous state. */
  tell(events: StoredEvent[]): Told & { undo: () => void } {
    const before = this.#copyOfTouched(events);
    const undo = () => before.forEach((putBack) => putBack());
    try {
      const told = events.map((event) => this.#apply(event));
      return {
        updates: told.flatMap(({ updates }) => updates),
        announcements: told.flatMap(({ announcements }) => announcements),
        undo,
      };
    } catch {
      undo();
      return { updates: [], announcements: [], undo };
    }
  }

  #copyOfTouched(events: StoredEvent[]): (() => void)[] {
    const worlds = new Set(events.filter(isDropEvent).map(({ world }) => world));
    const sessions = new Set(events.filter(isSessionEvent).map(({ session_id }) => session_id));
    const lobbies = new Set(events.flatMap((event) => ('lobby' in event ? event.lobby : [])));
    return [
      ...[...worlds].map((world) => copied(this.worlds, world)),
      ...[...sessions].map((id) => copied(this.sessions, id)),
      ...[...lobbies].map((lobby) => copied(this.lobbies, lobby, copyLobby)),
    ];
  }

  #apply(event: StoredEvent): Told {
    if (isDropEvent(event)) return applyDropEvents(held(this.worlds, event.world, emptyWorld), [event]);
    if (isSessionEvent(event)) {
      const told = applySessionEvents(this.sessions.get(event.session_id) ?? null, [event]);
      this.sessions.set(event.session_id, told.state!);
      return told;
    }
    if (isFinderEvent(event)) return applyFinderEvents(held(this.lobbies, event.lobby, emptyLobby), [event]);
    return applyDungeonPartyEvents(held(this.lobbies, event.lobby, emptyLobby), [event]);
  }
}

/** Returns a function that restores the current value. */
function copied<K, V>(all: Map<K, V>, key: K, copyOf: (value: V) => V = structuredClone): () => void {
  const value = all.get(key);
  const copy = value && copyOf(value);
  return () => (copy === undefined ? all.delete(key) : all.set(key, copy));
}

function held<K, V>(all: Map<K, V>, key: K, make: (key: K) => V): V {
  const value = all.get(key) ?? make(key);
  all.set(key, value);
  return value;
}

export function isDropEvent(event: StoredEvent): event is DropEvent {
  return 'world' in event;
}

export function isSessionEvent(event: StoredEvent): event is SessionEvent {
  return event.type.startsWith('session_');
}

/** The store, with the updates that rooms would have produced. */
export class PlayedStore extends SqlStore {
  readonly #rooms: Rooms;

  constructor(rooms: Rooms, ...args: ConstructorParameters<typeof SqlStore>) {
    super(...args);
    this.#rooms = rooms;
  }

  override async commit({
    events,
    answers,
    audit = [],
    ...told
  }: PlayedCommit & Partial<Told & Pick<Commit, 'fence'>>): Promise<void> {
    const { undo, ...updates } = this.#rooms.tell(events);
    try {
      await super.commit({ events, answers, audit, ...updates, ...told });
    } catch (error) {
      if (error instanceof AppError) undo();
      throw error;
    }
  }
}
