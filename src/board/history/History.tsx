import '../style/world.css';
import '../style/history.css';
import { useEffect, useMemo } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { address, type Days, DAYS, refine } from '../address.ts';
import { BarTable } from '../chart/BarTable.tsx';
import { count } from '../format/gp.ts';
import { Gp } from '../format/Gp.tsx';
import { second } from '../live/second.ts';
import { Refused, serverNow } from '../live/server.ts';
import { topItems } from '../world/top-items.ts';
import { DayParties } from './DayParties.tsx';
import { byDay } from './days.ts';
import type { EndedParty } from './ended-party.ts';
import { HeatMap } from './HeatMap.tsx';
import { type Loaded, loadHistory } from './load-history.ts';
import { SaveCsv } from './SaveCsv.tsx';
import { topWorlds } from './top-worlds.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNREACHABLE = 'The server cannot be reached. It is asked again each minute.';
const TOP = 8;

/** Parties that ended, of the last days; asked for anew each minute. */
export function History() {
  const { days } = address.value;
  const loaded = useSignal<Loaded | null>(null);
  const fault = useSignal<string | null>(null);
  const minute = useComputed(() => Math.floor(second.value / MINUTE_MS)).value;
  useEffect(() => {
    const closed = new AbortController();
    // From a full hour: the same question within it is answered from the browser's cache, where nothing has ended since.
    const hour = Math.floor((serverNow() - days * DAY_MS) / HOUR_MS) * HOUR_MS;
    loadHistory(new Date(hour), closed.signal).then(
      (all) => {
        loaded.value = all;
        fault.value = null;
      },
      (error: unknown) => {
        if (!closed.signal.aborted) fault.value = error instanceof Refused ? error.message : UNREACHABLE;
      },
    );
    return () => closed.abort();
  }, [days, minute]);
  return (
    <div class="world history">
      <Period days={days} parties={loaded.value?.parties ?? []} />
      {fault.value !== null && <p role="alert">{fault.value}</p>}
      {loaded.value === null ? fault.value === null && <p role="status">Loading …</p> : <Shown loaded={loaded.value} />}
    </div>
  );
}

function Period({ days, parties }: { days: Days; parties: readonly EndedParty[] }) {
  return (
    <p class="trail">
      <label>
        The last{' '}
        <select value={days} onChange={({ currentTarget }) => refine({ days: Number(currentTarget.value) as Days })}>
          {DAYS.map((number) => (
            <option key={number} value={number}>
              {number} days
            </option>
          ))}
        </select>
      </label>
      <SaveCsv parties={parties} />
    </p>
  );
}

function Shown({ loaded: { parties, more } }: { loaded: Loaded }) {
  const days = useMemo(() => byDay(parties), [parties]);
  const worlds = useMemo(() => topWorlds(parties, TOP), [parties]);
  const items = useMemo(
    () =>
      topItems(
        parties.flatMap(({ biggest_drops }) => biggest_drops),
        TOP,
      ),
    [parties],
  );
  if (parties.length === 0) return <p class="quiet">No party ended in this time.</p>;
  return (
    <>
      <p>
        {parties.length === 1 ? '1 party' : `${count(parties.length)} parties`}, worth{' '}
        <Gp value={parties.reduce((sum, { total_value }) => sum + total_value, 0)} />
        {more && '; there were more, and these are the newest'}.
      </p>
      <HeatMap parties={parties} />
      <div class="columns">
        <section class="panel">
          <h2>Top worlds</h2>
          <BarTable columns={['World', 'Parties']} rows={worlds} />
        </section>
        <section class="panel">
          <h2>Top items</h2>
          <p class="note">Of each party’s ten biggest drops.</p>
          <BarTable columns={['Item', 'Drops']} rows={items} />
        </section>
      </div>
      <h2>By day</h2>
      {days.map((day, place) => (
        <DayParties key={day.key} day={day} open={place === 0} />
      ))}
    </>
  );
}
