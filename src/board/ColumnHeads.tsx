/** A column by its name; an object if it holds figures, whose ends are aligned. A phone leaves out those that are `isWide`. */
export type Column = string | { name: string; isWide?: boolean };

/** The row of a table's head that names its columns. */
export function ColumnHeads({ columns }: { columns: readonly Column[] }) {
  return (
    <tr>
      {columns.map((column) => {
        const { name, isWide = false } = typeof column === 'string' ? { name: column } : column;
        const classes = [typeof column === 'string' ? '' : 'end', isWide ? 'wide-only' : ''].join(' ').trim();
        return (
          <th key={name} scope="col" class={classes || undefined}>
            {name}
          </th>
        );
      })}
    </tr>
  );
}
