import { count } from '../format/gp-notation.ts';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { confirmedWords } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { dayAndTime } from '../format/time.ts';
import type { EndedDropParty } from '../history/ended-drop-parties.ts';
import { Link } from '../Link.tsx';
import { Panel } from '../Panel.tsx';

const COLUMNS = [
  'Ended',
  { name: 'Total' },
  { name: 'Drops', isWide: true },
  { name: 'Average', isWide: true },
  'Biggest drop',
];

export function EndedDropParties({ parties }: { parties: readonly EndedDropParty[] }) {
  if (parties.length === 0) return null;
  return (
    <Panel title="Earlier parties">
      <table class="drops">
        <thead>
          <ColumnHeads columns={COLUMNS} />
        </thead>
        <tbody>
          {parties.map(({ id, ended_at, last_drop_at, total_drops, avg_drop, biggest_drops, ...totals }) => (
            <tr key={id}>
              <th scope="row">
                <Link to={{ view: 'drops', world: null, party: id }}>
                  {dayAndTime(Date.parse(ended_at ?? last_drop_at))}
                </Link>
              </th>
              <td class="end">
                <Gp value={totals.total_value} /> <span class="doubt">{confirmedWords(totals)}</span>
              </td>
              <td class="end wide-only">{count(total_drops)}</td>
              <td class="end wide-only">
                <Gp value={avg_drop} />
              </td>
              <td class="given">{biggest_drops[0]?.item_name ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
