import './BarTable.css';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { Gp } from '../format/Gp.tsx';

/** `name` may be text that somebody sent; `note` says how many, for example. */
export type BarRow = { key: number; name: string; note: string; value: number };

type Props = { columns: [name: string, note: string]; rows: readonly BarRow[] };

/** A table of GP amounts with a bar in each row. Expects the highest amount first: its bar is the longest. */
export function BarTable({ columns, rows }: Props) {
  const most = rows[0]?.value ?? 0;
  return (
    <table class="bars">
      <thead class="unseen">
        <ColumnHeads columns={[...columns, 'Value']} />
      </thead>
      <tbody>
        {rows.map(({ key, name, note, value }) => (
          <tr key={key}>
            <th scope="row" class="given">
              {name}
            </th>
            <td>{note}</td>
            <td>
              <Gp value={value} />
              <span class="bar" aria-hidden="true" style={{ inlineSize: `${most > 0 ? (value / most) * 100 : 0}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
