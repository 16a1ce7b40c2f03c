import type { Page } from './KeptList.ts';
import { type RowJson, tagOf } from './row-json.ts';

/** The JSON of a list's page, and the tag of what it shows. */
export type ListText = { tag: string; text: () => string };

/** `name` is the field that has the rows. `jsonOf` may add to a row's JSON what changes as time passes, which the tag leaves out. */
export function listText<Row extends { shown: RowJson }>(
  name: string,
  { rows, next }: Page<Row>,
  jsonOf: (row: Row) => string = ({ shown }) => shown.json,
): ListText {
  const end = next === null ? '' : `,"next_cursor":${JSON.stringify(next)}`;
  return {
    tag: tagOf(`${rows.map(({ shown }) => shown.tag).join()}${end}`),
    text: () => `{${JSON.stringify(name)}:[${rows.map(jsonOf).join()}]${end}}`,
  };
}
