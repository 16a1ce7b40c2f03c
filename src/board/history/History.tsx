import './History.css';
import { useEffect, useMemo } from 'preact/hooks';
import { useComputed, useSignal } from '@preact/signals';
import { address, type Days, DAYS, refine } from '../address.ts';
import { BarTable } from '../chart/BarTable.tsx';
import { confirmedWords } from '../format/confirmed.ts';
import { counted } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { second } from '../live/second.ts';
import { RefusedByApi, serverNow } from '../live/server.ts';
import { Panel } from '../Panel.tsx';
import { topItems } from '../world/world-figures.ts';
import { DaySection } from './DaySection.tsx';
import {
  type EndedDropParty,
  type DropSummary,
  type LoadedDropParties,
  loadEndedDropParties,
  loadSummary,
} from './ended-drop-parties.ts';
import { HeatMap } from './HeatMap.tsx';
import { byDay, topWorlds } from './history-figures.ts';
import { SaveCsv } from './SaveCsv.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const UNREACHABLE = 'The server cannot be reached. This page tries again every minute.';
const TOP_MAX = 8;

type Loaded = LoadedDropParties & { summary: DropSummary };

/** The drop parties that ended in the last days, loaded again every minute. */
export function History() {
  const { days } = address.value;
  const loaded = useSignal<Loaded | null>(null);
  const problem = useSignal<string | null>(null);
  const minute = useComputed(() => Math.floor(second.value / MINUTE_MS)).value;
  useEffect(() => {
    const closed = new AbortController();
    // Starts at a full hour, so that within the hour the address stays the same and the browser can use its cache.
    const hour = Math.floor((serverNow() - days * DAY_MS) / HOUR_MS) * HOUR_MS;
    Promise.all([loadEndedDropParties(new Date(hour), closed.signal), loadSummary(days, closed.signal)]).then(
      ([all, summary]) => {
        loaded.value = { ...all, summary };
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
              {number === 1 ? '24 hours' : `${number} days`}
            </option>
          ))}
        </select>
      </label>
      <SaveCsv parties={parties} />
    </p>
  );
}

function Overview({ loaded: { parties, more, summary } }: { loaded: Loaded }) {
  const { days: period } = address.value;
  const days = useMemo(() => byDay(parties), [parties]);
  const worlds = useMemo(() => topWorlds(parties, TOP_MAX), [parties]);
  const items = useMemo(() => topItems(summary.items, TOP_MAX, period), [summary, period]);
  if (parties.length === 0) return <p class="quiet">No party ended in this period.</p>;
  const total_value = parties.reduce((sum, party) => sum + party.total_value, 0);
  const confirmed_value = parties.reduce((sum, party) => sum + party.confirmed_value, 0);
  return (
    <>
      <p>
        {counted(parties.length, 'party', 'parties')}, worth <Gp value={total_value} />{' '}
        <span class="doubt">{confirmedWords({ total_value, confirmed_value })}</span>
        {more && '; these are the newest, and there were more'}.
      </p>
      <HeatMap parties={parties} />
      <div class="columns">
        <Panel title="Top worlds">
          <BarTable columns={['World', 'Parties']} rows={worlds} />
        </Panel>
        <Panel title="Top items">
          {!summary.is_complete && <p class="note">Of the newest drops only: there are too many to count.</p>}
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
