import type { RunningDropParty } from '../live/drop-parties.ts';

/** What the viewer wants to be told of, and how. */
export type AlertSettings = Readonly<{
  /** By a notification of the browser. */
  notifies: boolean;
  hasSound: boolean;
  /** When a party's confirmed value passes this, in GP; 0 for never. */
  value: number;
  /** When a party starts on a favourite world. */
  favourites: boolean;
}>;

export const OFF: AlertSettings = { notifies: false, hasSound: false, value: 0, favourites: false };

export type Alert = Readonly<{
  id: string;
  party: number;
  world: number;
  reason: 'value' | 'favourite';
  value: number;
}>;

/** Whether anything is to be told. */
export function isOn({ notifies, hasSound, value, favourites }: AlertSettings): boolean {
  return (notifies || hasSound) && (value > 0 || favourites);
}

/** Everything that the settings want told of these parties, told or not. By confirmed value, so that no made-up claim rings. */
export function alertsOf(
  parties: Iterable<Pick<RunningDropParty, 'id' | 'world' | 'confirmed_value'>>,
  { value, favourites: onFavourites }: AlertSettings,
  favourites: readonly number[],
): Alert[] {
  const alerts: Alert[] = [];
  for (const { id: party, world, confirmed_value } of parties) {
    const about = { party, world, value: confirmed_value };
    if (onFavourites && favourites.includes(world))
      alerts.push({ id: `favourite ${party}`, reason: 'favourite', ...about });
    if (value > 0 && confirmed_value >= value) alerts.push({ id: `value ${party}`, reason: 'value', ...about });
  }
  return alerts;
}

/** Reads what a browser has stored, perhaps for another version of the page. */
export function readSettings(json: unknown): AlertSettings {
  if (typeof json !== 'object' || json === null) return OFF;
  const { notifies, hasSound, value, favourites } = json as Record<string, unknown>;
  return {
    notifies: notifies === true,
    hasSound: hasSound === true,
    value: Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0,
    favourites: favourites === true,
  };
}
