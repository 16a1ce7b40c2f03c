import './BarTable.css';
import type { Address } from '../address.ts';
import { ColumnHeads } from '../ColumnHeads.tsx';
import { confirmedWords } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { Link } from '../Link.tsx';

/** `name` may be text that somebody sent; `note` says how many, for example; `to` is where the name leads. */
export type BarRow = {
  key: number;
  name: string;
  note: string;
  value: number;
  confirmed: number;
  to?: Partial<Address>;
};

type Props = { columns: [name: string, note: string]; rows: readonly BarRow[] };

/** A table of GP amounts with a bar in each row, of what is confirmed if anything is. Expects the rows in order of their worth. */
export function BarTable({ columns, rows }: Props) {
  const isConfirmed = rows.some(({ confirmed }) => confirmed > 0);
  const lengths = rows.map(({ value, confirmed }) => (isConfirmed ? confirmed : value));
  const most = Math.max(...lengths, 0);
  return (
    <table class="bars">
      <thead class="unseen">
        <ColumnHeads columns={[...columns, 'Value']} />
      </thead>
      <tbody>
        {rows.map(({ key, name, note, value, confirmed, to }, place) => (
          <tr key={key}>
            <th scope="row" class="given">
              {to ? <Link to={to}>{name}</Link> : name}
            </th>
            <td>{note}</td>
            <td>
              <Gp value={value} />{' '}
              <span class="doubt">{confirmedWords({ total_value: value, confirmed_value: confirmed })}</span>
              <span
                class="bar"
                aria-hidden="true"
                style={{ inlineSize: `${most > 0 ? (lengths[place]! / most) * 100 : 0}%` }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
