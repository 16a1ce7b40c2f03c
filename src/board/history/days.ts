import type { EndedParty } from './ended-party.ts';

export type Day = { key: string; at: number; parties: EndedParty[]; value: number };

/** When a party was over: its last drop, not the idle time after it. */
export function overAt(party: EndedParty): number {
  return Date.parse(party.last_drop_at);
}

/** Parties by the day of their last drop where the viewer is, the newest day first, as they came within a day. */
export function byDay(parties: readonly EndedParty[]): Day[] {
  const days = new Map<string, Day>();
  for (const party of parties) {
    const at = overAt(party);
    const key = dayKey(new Date(at));
    const day = days.get(key) ?? { key, at, parties: [], value: 0 };
    day.parties.push(party);
    day.value += party.total_value;
    days.set(key, day);
  }
  return [...days.values()].toSorted((one, other) => other.at - one.at);
}

function dayKey(date: Date): string {
  return `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
}
