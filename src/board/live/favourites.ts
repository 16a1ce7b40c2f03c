import { WORLD_MAX } from '../../domain/limits.ts';
import { stored } from './stored.ts';

/** The worlds that are marked in this browser, lowest first. */
export const favourites = stored<readonly number[]>('muster.favourites', (json) =>
  Array.isArray(json) ? json.filter(isWorld).toSorted((a, b) => a - b) : [],
);

export function isFavourite(world: number): boolean {
  return favourites.value.includes(world);
}

export function toggleFavourite(world: number): void {
  const others = favourites.peek().filter((other) => other !== world);
  favourites.value = isFavourite(world) ? others : [...others, world].toSorted((a, b) => a - b);
}

function isWorld(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= WORLD_MAX;
}
