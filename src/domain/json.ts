/** Free-form data that games attach. Never changed in place, so that states, events and views may share it. */
export type Json = null | boolean | number | string | readonly Json[] | Data;
export type Data = { readonly [key: string]: Json };

/** Compares by content; the order of an object's keys does not matter. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Data, b as Data];
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && sameJson(one[key]!, other[key]!));
}
