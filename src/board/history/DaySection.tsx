import './DaySection.css';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { count } from '../format/gp-notation.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { dayInFull, hourAndMinute } from '../format/time.ts';
import { worldType } from '../format/world-type.ts';
import { Link } from '../Link.tsx';
import type { EndedDropParty } from './ended-drop-parties.ts';
import { type Day, overAt } from './history-figures.ts';

/** The parties of one day. When closed, it shows only their number and total. */
export function DaySection({ day, open }: { day: Day; open: boolean }) {
  return (
    <details class="panel day" open={open}>
      <summary>
        <h3>{dayInFull(day.at)}</h3>
        <span class="quiet">{day.parties.length === 1 ? '1 party' : `${count(day.parties.length)} parties`}</span>
        <Gp value={day.value} />
      </summary>
      <div class="wide" tabIndex={0} role="region" aria-label={`Parties of ${dayInFull(day.at)}`}>
        <table class="drops">
          <thead>
            <ColumnHeads columns={['Last drop', 'World', 'Total', 'Drops', 'Average', 'Minutes', 'Biggest drop']} />
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
      <td class="quiet">{hourAndMinute(overAt(party))}</td>
      <th scope="row">
        <Link to={{ view: 'drops', world }}>{world}</Link>
        {world_type !== null && <span class="quiet given"> {worldType(world_type)}</span>}
      </th>
      <td>
        <Gp value={total_value} /> <span class="doubt">{confirmedWords(party)}</span>
      </td>
      <td>{count(total_drops)}</td>
      <td>
        <Gp value={avg_drop} />
      </td>
      <td>{count(Math.round(duration_minutes))}</td>
      <td class="given">{biggest_drops[0]?.item_name ?? ''}</td>
    </tr>
  );
}
