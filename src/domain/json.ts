/** Free-form data that games attach. Never changed in place, so that states, events and views may share it. */
export type Json = null | boolean | number | string | readonly Json[] | Data;
export type Data = { readonly [key: string]: Json };

/** Compares by content; the order of an object's keys does not matter. */
export function sameJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const entries = Object.entries(a);
  if (entries.length !== Object.keys(b).length) return false;
  const other = new Map<string, Json>(Object.entries(b));
  return entries.every(([key, value]) => other.has(key) && sameJson(value, other.get(key)!));
}
