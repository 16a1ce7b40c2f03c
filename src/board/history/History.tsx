import './History.css';
import { useEffect, useMemo } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { address, type Days, DAYS, refine } from '../address.ts';
import { BarTable } from '../chart/BarTable.tsx';
import { count } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { second } from '../live/second.ts';
import { RefusedByApi, serverNow } from '../live/server.ts';
import { Panel } from '../Panel.tsx';
import { topItems } from '../world/world-figures.ts';
import { DaySection } from './DaySection.tsx';
import { type LoadedDropParties, type EndedDropParty, loadEndedDropParties } from './ended-drop-parties.ts';
import { HeatMap } from './HeatMap.tsx';
import { byDay, topWorlds } from './history-figures.ts';
import { SaveCsv } from './SaveCsv.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNREACHABLE = 'The server cannot be reached. This page tries again every minute.';
const TOP_MAX = 8;

/** The drop parties that ended in the last days, loaded again every minute. */
export function History() {
  const { days } = address.value;
  const loaded = useSignal<LoadedDropParties | null>(null);
  const problem = useSignal<string | null>(null);
  const minute = useComputed(() => Math.floor(second.value / MINUTE_MS)).value;
  useEffect(() => {
    const closed = new AbortController();
    // Starts at a full hour, so that within the hour the address stays the same and the browser can use its cache.
    const hour = Math.floor((serverNow() - days * DAY_MS) / HOUR_MS) * HOUR_MS;
    loadEndedDropParties(new Date(hour), closed.signal).then(
      (all) => {
        loaded.value = all;
        problem.value = null;
      },
      (error: unknown) => {
        if (!closed.signal.aborted) problem.value = error instanceof RefusedByApi ? error.message : UNREACHABLE;
      },
    );
    return () => closed.abort();
  }, [days, minute]);
  return (
    <div class="panels history">
      <Period days={days} parties={loaded.value?.parties ?? []} />
      {problem.value !== null && <p role="alert">{problem.value}</p>}
      {loaded.value === null ? (
        problem.value === null && <p role="status">Loading…</p>
      ) : (
        <Overview loaded={loaded.value} />
      )}
    </div>
  );
}

function Period({ days, parties }: { days: Days; parties: readonly EndedDropParty[] }) {
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

function Overview({ loaded: { parties, more } }: { loaded: LoadedDropParties }) {
  const days = useMemo(() => byDay(parties), [parties]);
  const worlds = useMemo(() => topWorlds(parties, TOP_MAX), [parties]);
  const items = useMemo(
    () =>
      topItems(
        parties.flatMap(({ biggest_drops }) => biggest_drops),
        TOP_MAX,
      ),
    [parties],
  );
  if (parties.length === 0) return <p class="quiet">No party ended in this period.</p>;
  return (
    <>
      <p>
        {parties.length === 1 ? '1 party' : `${count(parties.length)} parties`}, worth{' '}
        <Gp value={parties.reduce((sum, { total_value }) => sum + total_value, 0)} />
        {more && '; these are the newest, and there were more'}.
      </p>
      <HeatMap parties={parties} />
      <div class="columns">
        <Panel title="Top worlds">
          <BarTable columns={['World', 'Parties']} rows={worlds} />
        </Panel>
        <Panel title="Top items">
          <p class="note">From the ten biggest drops of each party.</p>
          <BarTable columns={['Item', 'Drops']} rows={items} />
        </Panel>
      </div>
      <h2>By day</h2>
      {days.map((day, place) => (
        <DaySection key={day.key} day={day} open={place === 0} />
      ))}
    </>
  );
}
