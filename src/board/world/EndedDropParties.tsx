import { count } from '../format/gp-notation.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { dayAndTime } from '../format/time.ts';
import type { EndedDropParty } from '../history/ended-drop-parties.ts';
import { Panel } from '../Panel.tsx';

export function EndedDropParties({ parties }: { parties: readonly EndedDropParty[] }) {
  if (parties.length === 0) return null;
  return (
    <Panel title="Earlier parties">
      <div class="wide" tabIndex={0} role="region" aria-label="Earlier parties">
        <table class="drops">
          <thead>
            <tr>
              <th scope="col">Ended</th>
              <th scope="col">Total</th>
              <th scope="col">Drops</th>
              <th scope="col">Average</th>
              <th scope="col">Biggest drop</th>
            </tr>
          </thead>
          <tbody>
            {parties.map(({ id, ended_at, last_drop_at, total_drops, avg_drop, biggest_drops, ...totals }) => (
              <tr key={id}>
                <th scope="row">{dayAndTime(Date.parse(ended_at ?? last_drop_at))}</th>
                <td>
                  <Gp value={totals.total_value} /> <span class="doubt">{confirmedWords(totals)}</span>
                </td>
                <td>{count(total_drops)}</td>
                <td>
                  <Gp value={avg_drop} />
                </td>
                <td class="given">{biggest_drops[0]?.item_name ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
