import type { Page } from './KeptList.ts';
import { type RowJson, tagOf } from './row-json.ts';

/** The JSON of a list's page, and the tag of what it shows. */
export type ListText = { tag: string; text: () => string };

/** `name` is the field that has the rows. */
export function listText(name: string, { rows, next }: Page<{ shown: RowJson }>): ListText {
  const end = next === null ? '' : `,"next_cursor":${JSON.stringify(next)}`;
  return {
    tag: tagOf(`${rows.map(({ shown }) => shown.tag).join()}${end}`),
    text: () => `{${JSON.stringify(name)}:[${rows.map(({ shown }) => shown.json).join()}]${end}}`,
  };
}
