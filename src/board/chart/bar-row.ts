/** A row of a `BarTable`. `name` may be text that somebody gave. `note`: how many, say. */
export type BarRow = { key: number; name: string; note: string; value: number };
