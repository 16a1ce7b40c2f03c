import type { ComponentChildren } from 'preact';
import { ColumnHeads } from '../ColumnHeads.tsx';

type Props = {
  title: string;
  columns: string[];
  empty: string;
  rows: { key: string | number; cells: ComponentChildren[] }[];
};

/** A table that scrolls sideways where it is wider than the screen. */
export function Table({ title, columns, empty, rows }: Props) {
  if (rows.length === 0) return <p class="quiet">{empty}</p>;
  return (
    <div class="wide" tabIndex={0} role="region" aria-label={`Table: ${title}`}>
      <table>
        <thead>
          <ColumnHeads columns={columns} />
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, i) => (
                <td key={columns[i]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
