import type { DropEvent } from '../../domain/drops/drop-events.ts';
import type { World } from '../../domain/drops/world.ts';
import type { StoredEvent } from '../store.ts';
import type { DungeonAdmission } from './DungeonAdmission.ts';
import { isDropEvent } from './event-kinds.ts';

/** How far a world has come: its running party and the party's newest drop. */
type Head = { party: number | null; drops: number };

/** Throws where an event does not follow from the world as it is: replaying it would make another history. */
export function checkFollows(world: World | undefined, event: DropEvent): void {
  advance(headOf(world), event);
}

/**
 * Refuses what could not be replayed, before it is written. Knows the commits that are on their way to the disk, because
 * the next one follows from them.
 */
export class Admission {
  readonly #worldOf: (world: number) => World | undefined;
  readonly #isTaken: (partyId: number) => boolean;
  readonly #dungeons: DungeonAdmission;
  readonly #heads = new Map<number, Head>();
  readonly #started = new Set<number>();

  constructor(
    worldOf: (world: number) => World | undefined,
    isTaken: (partyId: number) => boolean,
    dungeons: DungeonAdmission,
  ) {
    this.#worldOf = worldOf;
    this.#isTaken = isTaken;
    this.#dungeons = dungeons;
  }

  /** Throws an Error, admitting none of the events, where one does not follow. */
  admit(events: StoredEvent[]): void {
    const heads = new Map<number, Head>();
    const started: number[] = [];
    for (const event of events) {
      if (!isDropEvent(event)) continue;
      const head = heads.get(event.world) ?? this.#heads.get(event.world) ?? headOf(this.#worldOf(event.world));
      heads.set(event.world, advance(head, event));
      if (event.type !== 'drop_party_started') continue;
      if (this.#started.has(event.party_id) || started.includes(event.party_id) || this.#isTaken(event.party_id)) {
        throw new Error(`there was a party ${event.party_id} before`);
      }
      started.push(event.party_id);
    }
    if (!events.every(isDropEvent)) this.#dungeons.admit(events);
    for (const [world, head] of heads) this.#heads.set(world, head);
    for (const id of started) this.#started.add(id);
  }

  /** The events are stored now. */
  landed(events: StoredEvent[]): void {
    this.#dungeons.landed(events);
  }

  /** After a failed write: what was on its way is not going to happen. */
  forget(): void {
    this.#heads.clear();
    this.#started.clear();
    this.#dungeons.forget();
  }
}

function headOf(world: World | undefined): Head {
  return { party: world?.party?.id ?? null, drops: world?.party?.total_drops ?? 0 };
}

function advance(head: Head, event: DropEvent): Head {
  if (event.type === 'drop_party_started') {
    if (head.party !== null) throw doesNotFollow(event, `party ${head.party} is running`);
    return { party: event.party_id, drops: 0 };
  }
  if (head.party !== event.party_id) {
    throw doesNotFollow(event, head.party === null ? 'no party is running' : `party ${head.party} is running`);
  }
  switch (event.type) {
    case 'drop_added':
      if (event.number !== head.drops + 1) throw doesNotFollow(event, `the next drop is number ${head.drops + 1}`);
      return { party: head.party, drops: event.number };
    case 'drop_witnessed':
      if (event.number > head.drops) throw doesNotFollow(event, `the party has ${head.drops} drops`);
      return head;
    case 'drop_party_ended':
      return { party: null, drops: 0 };
    default:
      return event satisfies never;
  }
}

function doesNotFollow(event: DropEvent, because: string): Error {
  return new Error(`${event.type} of party ${event.party_id} does not follow: in world ${event.world} ${because}`);
}
