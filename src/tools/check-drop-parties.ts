import { RECENT_DROPS_MAX } from '../domain/limits.ts';
import type { Row } from '../store/sql/Engine.ts';
import { confirmedFiguresOf, figuresOf } from './drop-figures.ts';
import { pagesOf, type Place } from './place.ts';
import { tableOf } from './schema.ts';

type Party = Record<'id' | 'world' | 'created_at' | 'last_drop_at' | 'witnesses' | 'total_drops', number> & Row;
type DropRow = Record<'drop_party_id' | 'number' | 'value' | 'dropped_at', number> & Row;

/** Reports every figure of a drop party that does not match its drops. */
export async function* checkDropParties(place: Place): AsyncGenerator<string> {
  const drops = rowsOf<DropRow>(place, 'drop', ['drop_party_id', 'number']);
  let next = await drops.next();
  for await (const party of rowsOf<Party>(place, 'drop_party', ['id'])) {
    const own: DropRow[] = [];
    while (!next.done && next.value.drop_party_id <= party.id) {
      // A drop whose party does not exist is reported with the broken references.
      if (next.value.drop_party_id === party.id) own.push(next.value);
      next = await drops.next();
    }
    for (const difference of differencesOf(party, own)) yield `${nameOf(party)}: ${difference}`;
    if (party['is_active']) yield* checkRunning(place, party, own);
  }
  yield* checkWitnesses(place);
  yield* checkCounters(place);
}

function nameOf({ id, world }: Pick<Party, 'id' | 'world'>): string {
  return `drop party ${id} of world ${world}`;
}

async function* rowsOf<T>(place: Place, table: string, key: string[]): AsyncGenerator<T> {
  for await (const rows of pagesOf(place, { ...tableOf(table), key })) yield* rows as T[];
}

function differencesOf(party: Party, all: DropRow[]): string[] {
  const drops = all.filter(isKept);
  const figures = figuresOf(drops.map(({ value }) => value));
  const confirmed = confirmedFiguresOf(drops.filter((drop) => drop['confirmed']).map(({ value }) => value));
  const removed_drops = all.length - drops.length;
  const { total_drops, avg_drop, avg_rest, median_drop } = figures;
  const last_drop_at = all.at(-1)?.dropped_at ?? party.created_at;
  const claimed = { total_drops, avg_drop, avg_rest, removed_drops, last_drop_at };
  const expected = { ...claimed, ...confirmed, ...(!party['is_active'] && { median_drop }) };
  const differences = Object.entries(expected)
    .filter(([name, value]) => party[name] !== value)
    .map(([name, value]) => `${name} is ${String(party[name])}, but should be ${value}`);
  const misnumbered = all.findIndex(({ number }, i) => number !== i + 1);
  if (misnumbered === -1) return differences;
  return [...differences, `drop ${misnumbered + 1} is missing, the next one is number ${all[misnumbered]!.number}`];
}

function isKept(drop: DropRow): boolean {
  return drop['removed_at'] === null;
}

/** The counters behind a running party's figures. Those of an ended one may have been deleted. */
async function* checkRunning(place: Place, party: Party, drops: DropRow[]): AsyncGenerator<string> {
  const { drops_by_value: actual } = figuresOf(drops.filter(isKept).map(({ value }) => value));
  const counters = await place.query('select value, drops from drop_party_value where drop_party_id = $1', [party.id]);
  const counted = new Map(counters.map((row) => [row['value'] as number, row['drops'] as number]));
  for (const value of new Set([...counted.keys(), ...actual.keys()])) {
    const [n, has] = [counted.get(value) ?? 0, actual.get(value) ?? 0];
    if (n !== has) yield `${nameOf(party)}: ${n} drops of value ${value} are counted, but it has ${has}`;
  }
  const [row] = await place.query('select count(*) as n from drop_party_reporter where drop_party_id = $1', [party.id]);
  if (row!['n'] !== party.witnesses) {
    yield `${nameOf(party)}: witnesses is ${party.witnesses}, but it has ${String(row!['n'])} reporters`;
  }
}

/** Only of drops that can still gain witnesses: the reporters of others may have been deleted. */
async function* checkWitnesses(place: Place): AsyncGenerator<string> {
  const rows = await place.query(`
    select p.id, p.world, d.number, d.witnesses, count(w.reporter) as n
    from drop_party p
      join "drop" d on d.drop_party_id = p.id and d.number > p.total_drops + p.removed_drops - ${RECENT_DROPS_MAX}
      left join drop_witness w on w.drop_party_id = p.id and w.number = d.number
    where p.is_active group by p.id, p.world, d.number, d.witnesses having d.witnesses <> count(w.reporter)`);
  for (const { number, witnesses, n, ...party } of rows) {
    yield `${nameOf(party as Party)}: drop ${String(number)} has witnesses ${String(witnesses)}, but ${String(n)} reporters saw it`;
  }
}

/** A counter behind the numbers in use would issue one of them again. */
async function* checkCounters(place: Place): AsyncGenerator<string> {
  const rows = await place.query(`
    select name, value, newest from counter join (
      select 'drop_party' as of, max(id) as newest from drop_party
      union all select 'ended_drop_party', max(ended_place) from drop_party
      union all select 'announcement', max(seq) from announcement) as given on of = name
    where value < newest`);
  for (const { name, value, newest } of rows) {
    yield `counter ${String(name)} is ${String(value)}, but number ${String(newest)} is in use`;
  }
}
