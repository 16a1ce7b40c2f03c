import type {
  DropAdded,
  DropEvent,
  DropPartyEnded,
  DropPartyStarted,
  DropWitnessed,
} from '../../src/domain/drops/drop-events.ts';
import { applyDropEvent, emptyWorld, type World } from '../../src/domain/drops/world.ts';
import type { RememberedAnswer, StoredEvent } from '../../src/store/store.ts';
import type { PlayedCommit } from './PlayedStore.ts';

export const T0 = Date.UTC(2026, 0, 5, 12);

/** The clock of stores: later than all that tests commit, because moments to come are repaired. */
export const STORE_NOW = T0 + 6 * 3_600_000;

/** A report that says nothing of ticks. */
const untimed = { tick: null, despawns_in: null, public_in: null, dies: null, offset: null, repeats: null };

type Place = { world: number; party_id: number; at: number };

export function started(place: Place): DropPartyStarted {
  return { type: 'drop_party_started', ...place, world_type: null };
}

export function ended(place: Place): DropPartyEnded {
  return { type: 'drop_party_ended', ...place };
}

export function witnessed(
  place: Place,
  number: number,
  reporter: string,
  more: Partial<DropWitnessed> = {},
): DropWitnessed {
  return {
    type: 'drop_witnessed',
    ...place,
    number,
    reporter,
    ...untimed,
    vouchers: null,
    confirmed_gp: null,
    ...more,
  };
}

export function added(place: Place, number: number, more: Partial<DropAdded> = {}): DropAdded {
  const item = { item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
  const unsaid = { world_type: null, reporter: null, source: null, key: null, tile: null };
  const trust = { confirmed: false, suspect: false };
  return { type: 'drop_added', ...place, number, ...item, ...unsaid, ...untimed, ...trust, ...more };
}

export function valuesOf<Value>(numbered: { value: Value }[]): Value[] {
  return numbered.map(({ value }) => value);
}

export function commitOf(...events: StoredEvent[]): PlayedCommit {
  return { events, answers: [] };
}

export function answer(id: string, at: number, body: unknown = { ok: true }): RememberedAnswer {
  return { id, fingerprint: `print of ${id}`, at, answer: body };
}

/** A party with its first `drops`, one a second. */
export function partyEvents({ world, party_id, at }: Place, drops: number): DropEvent[] {
  const events: DropEvent[] = [started({ world, party_id, at })];
  for (let n = 1; n <= drops; n++) events.push(added({ world, party_id, at: at + n * 1_000 }, n, { value: n }));
  return events;
}

/** Like `partyEvents`, plus the end five minutes after the last drop. */
export function endedParty(place: Place, drops: number): DropEvent[] {
  return [...partyEvents(place, drops), ended({ ...place, at: place.at + drops * 1_000 + 300_000 })];
}

/** The world according to the rules alone. */
export function worldAfter(world: number, events: DropEvent[]): World {
  const state = emptyWorld(world);
  for (const event of events) if (event.world === world) applyDropEvent(state, event);
  return state;
}

/** The part of a world that a store must keep; the rest is derived. */
export function stored({ world, party, open, reporters, lastAcceptedAt }: World) {
  const drops = open.map(({ seenBy, ...rest }) => ({ ...rest, seenBy: [...seenBy] }));
  return { world, party, drops, reporters: [...reporters], lastAcceptedAt };
}
