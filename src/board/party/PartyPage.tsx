import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { DropCells } from '../drops/Fallen.tsx';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { confirmedWords } from '../format/confirmed.ts';
import { count, worth } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { dayAndTime, hourAndMinute, spanInWords } from '../format/time.ts';
import { worldType } from '../format/world-type.ts';
import { Link } from '../Link.tsx';
import { Panel } from '../Panel.tsx';
import { Figure } from '../world/CurrentDropParty.tsx';
import { DropsTable } from '../world/DropsTable.tsx';
import type { ShownDrop } from '../world/load-world.ts';
import { Share } from '../world/Share.tsx';
import { TopItems } from '../world/TopItems.tsx';
import { ValueOverTime } from '../world/ValueOverTime.tsx';
import { type LoadedParty, PartyDrops } from './PartyDrops.ts';

/** One drop party, for good: what fell in it, how fast, and who saw it. */
export function PartyPage({ id }: { id: number }) {
  const drops = useMemo(() => new PartyDrops(id), [id]);
  useEffect(() => {
    void drops.load();
    return () => drops.close();
  }, [drops]);
  const party = drops.party.value;
  return (
    <div class="panels">
      <div class="trail">
        <span>
          <Link to={{ party: null, world: null }}>← All worlds</Link>
          {party && (
            <>
              {' · '}
              <Link to={{ party: null, world: party.world }}>World {party.world}</Link>
            </>
          )}
        </span>
        <Share path={`?party=${id}`} />
      </div>
      <header class="page-head">
        <h1>{party ? `World ${party.world}, ${dayAndTime(Date.parse(party.created_at))}` : `Party ${id}`}</h1>
        {party && party.world_type !== null && <p class="quiet given">{worldType(party.world_type)}</p>}
      </header>
      {drops.problem.value !== null && <p role="alert">{drops.problem.value}</p>}
      {party ? <Party drops={drops} party={party} /> : drops.problem.value === null && <p role="status">Loading…</p>}
    </div>
  );
}

function Party({ drops, party }: { drops: PartyDrops; party: LoadedParty }) {
  const total = useComputed(() => drops.party.value?.total_value ?? 0);
  const oldestFirst = useComputed(() => drops.drops.value.toReversed());
  const course = useMemo(
    () => ({ drops: oldestFirst, total, until: () => Date.parse(drops.party.value?.last_drop_at ?? '') }),
    [drops],
  );
  return (
    <>
      {party.is_active && (
        <p>
          It is still running: <Link to={{ party: null, world: party.world }}>see world {party.world} live</Link>.
        </p>
      )}
      <Figures party={party} />
      <ValueOverTime course={course} />
      <div class="columns">
        <Biggest party={party} />
        <TopItems party={party.id} drops={oldestFirst} />
      </div>
      <AllDrops drops={drops} total={party.total_drops} />
    </>
  );
}

function Figures({ party }: { party: LoadedParty }) {
  const { created_at, last_drop_at, total_value, confirmed_value, avg_drop, median_drop } = party;
  const [began, over] = [Date.parse(created_at), Date.parse(last_drop_at)];
  return (
    <section class="current-drop-party" aria-label="Figures">
      <dl>
        <Figure name="Total" main>
          <Gp value={total_value} />
        </Figure>
        <Figure name="Confirmed">{confirmedWords(party) === '' ? 'all of it' : <Gp value={confirmed_value} />}</Figure>
        <Figure name="Average drop">
          <Gp value={avg_drop} />
        </Figure>
        <Figure name="Median drop">
          <Gp value={median_drop} />
        </Figure>
        <Figure name="Per minute">
          <Gp value={party.value_per_minute} />
        </Figure>
        <Figure name="Drops">{count(party.total_drops)}</Figure>
        <Figure name="Witnesses">{count(party.witnesses)}</Figure>
        <Figure name="Lasted">{spanInWords(over - began)}</Figure>
        <Figure name="From, to">
          {hourAndMinute(began)}–{hourAndMinute(over)}
        </Figure>
      </dl>
    </section>
  );
}

function Biggest({ party: { biggest_drops } }: { party: LoadedParty }) {
  return (
    <Panel title="Biggest drops" isRegion>
      <table class="drops">
        <thead class="unseen">
          <ColumnHeads columns={['Item', { name: 'Value' }]} />
        </thead>
        <tbody>
          {biggest_drops.map((drop) => (
            <tr key={drop.number} data-worth={worth(drop.value)}>
              <DropCells drop={drop} />
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function AllDrops({ drops, total }: { drops: PartyDrops; total: number }) {
  const shown = useSignal(SHOWN_AT_ONCE);
  const loaded: readonly ShownDrop[] = drops.drops.value;
  const more = () => {
    shown.value += SHOWN_AT_ONCE;
    if (shown.value > loaded.length) void drops.loadMore();
  };
  return (
    <Panel title="Drops" isRegion>
      <DropsTable drops={loaded.slice(0, shown.value)} />
      {shown.value < total && (
        <p>
          <button type="button" onClick={more}>
            Show more
          </button>{' '}
          <span class="quiet">
            {count(Math.min(shown.value, loaded.length))} of {count(total)}
          </span>
        </p>
      )}
    </Panel>
  );
}

const SHOWN_AT_ONCE = 100;
