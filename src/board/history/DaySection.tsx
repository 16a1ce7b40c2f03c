import './DaySection.css';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { count, counted } from '../format/gp-notation.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { dayInFull, hourAndMinute } from '../format/time.ts';
import { worldType } from '../format/world-type.ts';
import { Link } from '../Link.tsx';
import type { EndedDropParty } from './ended-drop-parties.ts';
import { type Day, overAt } from './history-figures.ts';

const COLUMNS = [
  'Last drop',
  'World',
  { name: 'Total' },
  { name: 'Drops', isWide: true },
  { name: 'Average', isWide: true },
  { name: 'Minutes', isWide: true },
  'Biggest drop',
];

/** The parties of one day. When closed, it shows only their number and total. */
export function DaySection({ day, open }: { day: Day; open: boolean }) {
  return (
    <details class="panel day" open={open}>
      <summary>
        <h3>{dayInFull(day.at)}</h3>
        <span class="quiet">{counted(day.parties.length, 'party', 'parties')}</span>
        <span>
          <Gp value={day.value} />{' '}
          <span class="doubt">{confirmedWords({ total_value: day.value, confirmed_value: day.confirmed })}</span>
        </span>
      </summary>
      <div role="region" aria-label={`Parties of ${dayInFull(day.at)}`}>
        <table class="drops">
          <thead>
            <ColumnHeads columns={COLUMNS} />
          </thead>
          <tbody>
            {day.parties.map((party) => (
              <DropPartyRow key={party.id} party={party} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function DropPartyRow({ party }: { party: EndedDropParty }) {
  const { world, world_type, total_value, total_drops, avg_drop, duration_minutes, biggest_drops } = party;
  return (
    <tr>
      <td>
        <Link to={{ view: 'drops', world: null, party: party.id }}>{hourAndMinute(overAt(party))}</Link>
      </td>
      <th scope="row">
        <Link to={{ view: 'drops', party: null, world }}>{world}</Link>
        {world_type !== null && <span class="quiet given"> {worldType(world_type)}</span>}
      </th>
      <td class="end">
        <Gp value={total_value} /> <span class="doubt">{confirmedWords(party)}</span>
      </td>
      <td class="end wide-only">{count(total_drops)}</td>
      <td class="end wide-only">
        <Gp value={avg_drop} />
      </td>
      <td class="end wide-only">{count(Math.round(duration_minutes))}</td>
      <td class="given">{biggest_drops[0]?.item_name ?? ''}</td>
    </tr>
  );
}
