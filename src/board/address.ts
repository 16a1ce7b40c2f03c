import { signal } from '@preact/signals';
import { ITEM_NAME_LENGTH_MAX, WORLD_MAX } from '../domain/limits.ts';
import { isWorldList } from './format/world-list.ts';
import { noteReturn } from './scroll-place.ts';

export const VIEWS = ['drops', 'history', 'search', 'lobbies'] as const;

export type View = (typeof VIEWS)[number];

/** How far back the history and the search go, in days. */
export const DAYS = [1, 7, 30, 90] as const;

export type Days = (typeof DAYS)[number];

/** `value` is what is confirmed, `claimed` what anybody says. */
export const SORTS = ['value', 'claimed', 'fresh'] as const;

export type Sort = (typeof SORTS)[number];

/** What a link to the page can carry. All of it is in the query; defaults are left out. */
export type Address = {
  view: View;
  /** The world whose page is open. */
  world: number | null;
  /** The drop party whose page is open, running or ended. */
  party: number | null;
  /** Shows only drop parties worth at least this much, in GP. */
  min: number;
  /** Shows only these worlds: `444, 301-330, 5` for all that start with 5. */
  worlds: string;
  /** Shows only worlds of these types, joined by commas. */
  types: string;
  /** Shows only worlds that are marked in this browser. */
  favourites: boolean;
  compact: boolean;
  sort: Sort;
  /** The feed shows only drops worth at least this much, in GP. */
  feed: number;
  /** Part of the name of the item that is searched for. */
  item: string;
  lobby: string;
  days: Days;
  /** The join code from an invitation to a dungeon party. */
  code: string;
};

const DEFAULTS: Address = {
  view: 'drops',
  world: null,
  party: null,
  min: 0,
  worlds: '',
  types: '',
  favourites: false,
  compact: false,
  sort: 'value',
  feed: 0,
  item: '',
  lobby: 'main',
  days: 7,
  code: '',
};

/** The filters of the drop parties as they are without any. */
export const NO_FILTERS = { min: 0, worlds: '', types: '', favourites: false } satisfies Partial<Address>;

export const address = signal(readAddress(location.search));

addEventListener('popstate', ({ state }) => {
  noteReturn(state);
  address.value = readAddress(location.search);
});

/** Adds a step to the browser's history, which Back undoes. `place`: where the page was, for Back to return to. */
export function go(changes: Partial<Address>, place: object | null = null): void {
  if (place) history.replaceState(place, '');
  show(changes, 'pushState');
}

/** Changes filters without a step in the browser's history: Back should not undo each keystroke. */
export function refine(changes: Partial<Address>): void {
  show(changes, 'replaceState');
}

/** Relative, because a proxy may serve the page below a path. */
export function link(changes: Partial<Address>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...address.value, ...changes })) {
    if (value === DEFAULTS[name as keyof Address]) continue;
    query.set(name, value === true ? '1' : String(value));
  }
  return query.size > 0 ? `./?${query}` : './';
}

function show(changes: Partial<Address>, how: 'pushState' | 'replaceState'): void {
  history[how](null, '', link(changes));
  address.value = { ...address.value, ...changes };
}

/** People mistype and truncate links: whatever is not valid becomes its default. */
function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const given = (name: keyof Address) => query.get(name) ?? '';
  const worlds = given('worlds');
  return {
    view: VIEWS.find((view) => view === given('view')) ?? DEFAULTS.view,
    world: wholeNumber(given('world'), 1, WORLD_MAX) ?? null,
    party: wholeNumber(given('party'), 1, Number.MAX_SAFE_INTEGER) ?? null,
    min: wholeNumber(given('min'), 0, Number.MAX_SAFE_INTEGER) ?? 0,
    worlds: isWorldList(worlds) ? worlds.trim() : '',
    types: /^[a-z0-9_]+(?:,[a-z0-9_]+)*$/.exec(given('types'))?.[0] ?? '',
    favourites: given('favourites') === '1',
    compact: given('compact') === '1',
    sort: SORTS.find((sort) => sort === given('sort')) ?? DEFAULTS.sort,
    feed: wholeNumber(given('feed'), 0, Number.MAX_SAFE_INTEGER) ?? 0,
    item: given('item').trim().slice(0, ITEM_NAME_LENGTH_MAX),
    lobby: /^[\w-]{1,32}$/.exec(given('lobby'))?.[0] ?? DEFAULTS.lobby,
    days: DAYS.find((days) => String(days) === given('days')) ?? DEFAULTS.days,
    code: /^[a-z0-9]{1,16}$/i.exec(given('code'))?.[0] ?? '',
  };
}

function wholeNumber(text: string, least: number, most: number): number | undefined {
  const number = Number(text);
  return /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
}
