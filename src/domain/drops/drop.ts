/** Where an item lies: the client's plane and world coordinates. */
export type Tile = { plane: number; x: number; y: number };

/** One client's claim to have seen one item drop. Times are epoch milliseconds of the server's clock. */
export type Report = {
  world: number;
  /** What kind of world it is, in the reporter's word; null if it did not say. Rule: [DROP-13]. */
  world_type: string | null;
  item_id: number;
  item_name: string;
  quantity: number;
  /** The total value of the drop in GP, not of one item. */
  value: number;
  /** A salted hash of the reporter. Null for a bare report, as the first clients send it. */
  reporter: string | null;
  /** A salted hash of the client's address. Null only in what came before it was stored. */
  source: string | null;
  /** The name of the ingest key that it was sent with. */
  key: string | null;
  tile: Tile | null;
  /** The reporter's own game-tick counter. Exact between two of its reports, meaningless between reporters. */
  tick: number | null;
  /** Ticks until the item despawns, and until others than its owner can see it, when the reporter saw it. Rule: [DROP-20]. */
  despawns_in: number | null;
  public_in: number | null;
  /** GP of one such item by the operator's price table; null if it has none. Rule: [DROP-16]. */
  price: number | null;
};

/** A report with a reporter. */
export type Sighting = Report & { reporter: string };

/** A counted drop. `number` is 1, 2, 3 ... within its party; the two together identify it. A removed drop leaves a gap. */
export type Drop = {
  drop_party_id: number;
  number: number;
  item_id: number;
  item_name: string;
  quantity: number;
  value: number;
  dropped_at: number;
  tile: Tile | null;
  /** How many reporters saw it, including the first. */
  witnesses: number;
  /** Whether it counts in the party's confirmed totals. Rule: [DROP-15]. */
  confirmed: boolean;
  /** Whether its value is too far from the price table's. Rule: [DROP-16]. */
  suspect: boolean;
};

function sameTile(a: Tile, b: Tile): boolean {
  return a.x === b.x && a.y === b.y && a.plane === b.plane;
}

/** A drop or sighting without a tile may be on any. */
export function canBeSameTile(a: Tile | null, b: Tile | null): boolean {
  return a === null || b === null || sameTile(a, b);
}
