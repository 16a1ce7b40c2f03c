/** A drop of a party as the page shows it, wherever it heard of it. Times are epoch milliseconds. */
export type ShownDrop = {
  number: number;
  item_id: number;
  item_name: string;
  quantity: number;
  value: number;
  dropped_at: number;
  witnesses: number;
};
