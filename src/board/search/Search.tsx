import './Search.css';
import { useComputed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { ITEM_NAME_LENGTH_MAX } from '../../domain/limits.ts';
import { address, type Days, DAYS, refine } from '../address.ts';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { DropCells } from '../drops/Fallen.tsx';
import { counted, worth } from '../format/gp-notation.ts';
import { dayAndTime } from '../format/time.ts';
import { GpField } from '../GpField.tsx';
import { Link } from '../Link.tsx';
import { Panel } from '../Panel.tsx';
import { DropSearch, type FoundDrop, type Stage } from './DropSearch.ts';

/** Who dropped what: drops of all worlds by item, value and time. */
export function Search() {
  const search = useMemo(() => new DropSearch(), []);
  useEffect(() => () => search.close(), [search]);
  const { item, min, days } = address.value;
  useEffect(() => search.ask({ item, min, days }), [item, min, days]);
  return (
    <div class="panels">
      <form class="filters search" role="search" onSubmit={(event) => event.preventDefault()}>
        <div class="field">
          <label for="item">Item</label>
          <input
            id="item"
            type="search"
            class="given"
            placeholder="whip"
            autocomplete="off"
            spellcheck={false}
            maxLength={ITEM_NAME_LENGTH_MAX}
            value={item}
            onInput={(event) => refine({ item: event.currentTarget.value })}
          />
        </div>
        <GpField
          id="search-least"
          label="Worth at least"
          value={useComputed(() => address.value.min)}
          onValue={(least) => refine({ min: least })}
        />
        <div class="field">
          <label for="period">Dropped in</label>
          <select
            id="period"
            value={days}
            onChange={({ currentTarget }) => refine({ days: Number(currentTarget.value) as Days })}
          >
            {DAYS.map((number) => (
              <option key={number} value={number}>
                {number === 1 ? 'the last 24 hours' : `the last ${number} days`}
              </option>
            ))}
          </select>
        </div>
      </form>
      <Found search={search} />
    </div>
  );
}

function Found({ search }: { search: DropSearch }) {
  const drops = search.drops.value;
  const stage = search.stage.value;
  return (
    <Panel title="Drops" isRegion>
      <p class="note" role="status">
        {wordsFor(drops, stage)}
      </p>
      {drops.length > 0 && <FoundTable drops={drops} />}
      {stage !== 'done' && stage !== 'asking' && (
        <button type="button" onClick={() => search.more()}>
          {stage === 'failed' ? 'Try again' : 'Search further back'}
        </button>
      )}
    </Panel>
  );
}

function wordsFor(drops: readonly FoundDrop[], stage: Stage): string {
  if (stage === 'failed') return 'The server cannot be reached.';
  if (stage === 'asking') return 'Searching…';
  if (drops.length === 0) return stage === 'done' ? 'Nothing like that has dropped.' : 'Nothing like that lately.';
  return `${counted(drops.length, 'drop')}${stage === 'more' ? ' so far' : ''}, newest first.`;
}

function FoundTable({ drops }: { drops: readonly FoundDrop[] }) {
  return (
    <table class="drops">
      <thead>
        <ColumnHeads columns={['Dropped', 'Item', { name: 'Value' }, { name: 'World' }]} />
      </thead>
      <tbody>
        {drops.map((drop) => (
          <tr key={`${drop.drop_party_id}-${drop.number}`} data-worth={worth(drop.value)}>
            <td>
              <Link to={{ view: 'drops', world: null, party: drop.drop_party_id }}>
                {dayAndTime(Date.parse(drop.dropped_at))}
              </Link>
            </td>
            <DropCells drop={drop} />
            <td class="end">
              <Link to={{ view: 'drops', party: null, world: drop.world }}>{drop.world}</Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
