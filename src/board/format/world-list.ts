/** Characters of a list of worlds: more than anybody types. */
const LENGTH_MAX = 200;

const PART = /^(\d{1,5})(?:-(\d{1,5}))?$/;

/** Whether it reads as worlds, ranges and first digits: `444, 301-330, 5`. An empty list is all worlds. */
export function isWorldList(text: string): boolean {
  return text.length <= LENGTH_MAX && partsOf(text).every((part) => PART.test(part));
}

/** Whether the list has the world: by number, by its first digits, or in a range. */
export function hasWorld(list: string, world: number): boolean {
  const parts = partsOf(list);
  return parts.length === 0 || parts.some((part) => isIn(part, world));
}

function isIn(part: string, world: number): boolean {
  const [, first = '', last] = PART.exec(part) ?? [];
  if (last === undefined) return first !== '' && String(world).startsWith(first);
  return world >= Number(first) && world <= Number(last);
}

/** Spaces and commas both separate parts, but `301 - 330` is one part. */
function partsOf(text: string): string[] {
  return text
    .replaceAll(/\s*-\s*/g, '-')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
}
