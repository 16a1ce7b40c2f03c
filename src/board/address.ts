import { signal } from '@preact/signals';
import { WORLD_MAX } from '../domain/limits.ts';

export const VIEWS = ['drops', 'history', 'lobbies'] as const;

export type View = (typeof VIEWS)[number];

/** How far back the history goes, in days. */
export const DAYS = [7, 30, 90] as const;

export type Days = (typeof DAYS)[number];

/** `value` is what is confirmed, `claimed` what anybody says. */
export const SORTS = ['value', 'claimed', 'fresh'] as const;

export type Sort = (typeof SORTS)[number];

/** What a link to the page can carry. All of it is in the query; defaults are left out. */
export type Address = {
  view: View;
  /** The world whose page is open. */
  world: number | null;
  /** Shows only drop parties worth at least this much, in GP. */
  min: number;
  /** Shows only worlds whose number starts with these digits. */
  worlds: string;
  sort: Sort;
  lobby: string;
  days: Days;
  /** The join code from an invitation to a dungeon party. */
  code: string;
};

const DEFAULTS: Address = {
  view: 'drops',
  world: null,
  min: 0,
  worlds: '',
  sort: 'value',
  lobby: 'main',
  days: 7,
  code: '',
};

export const address = signal(readAddress(location.search));

addEventListener('popstate', () => (address.value = readAddress(location.search)));

/** Adds a step to the browser's history, which Back undoes. */
export function go(changes: Partial<Address>): void {
  show(changes, 'pushState');
}

/** Changes filters without a step in the browser's history: Back should not undo each keystroke. */
export function refine(changes: Partial<Address>): void {
  show(changes, 'replaceState');
}

/** Relative, because a proxy may serve the page below a path. */
export function link(changes: Partial<Address>): string {
  const { view, world, min, worlds, sort, lobby, days, code } = { ...address.value, ...changes };
  const query = new URLSearchParams();
  if (view !== DEFAULTS.view) query.set('view', view);
  if (world !== null) query.set('world', String(world));
  if (min > 0) query.set('min', String(min));
  if (worlds !== '') query.set('worlds', worlds);
  if (sort !== DEFAULTS.sort) query.set('sort', sort);
  if (lobby !== DEFAULTS.lobby) query.set('lobby', lobby);
  if (days !== DEFAULTS.days) query.set('days', String(days));
  if (code !== '') query.set('code', code);
  return query.size > 0 ? `./?${query}` : './';
}

function show(changes: Partial<Address>, how: 'pushState' | 'replaceState'): void {
  history[how](null, '', link(changes));
  address.value = { ...address.value, ...changes };
}

/** People mistype and truncate links: whatever is not valid becomes its default. */
function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  return {
    view: VIEWS.find((view) => view === query.get('view')) ?? DEFAULTS.view,
    world: wholeNumber(query.get('world'), 1, WORLD_MAX) ?? null,
    min: wholeNumber(query.get('min'), 0, Number.MAX_SAFE_INTEGER) ?? 0,
    worlds: /^\d{1,5}$/.exec(query.get('worlds') ?? '')?.[0] ?? '',
    sort: SORTS.find((sort) => sort === query.get('sort')) ?? DEFAULTS.sort,
    lobby: /^[\w-]{1,32}$/.exec(query.get('lobby') ?? '')?.[0] ?? DEFAULTS.lobby,
    days: DAYS.find((days) => String(days) === query.get('days')) ?? DEFAULTS.days,
    code: /^[a-z0-9]{1,16}$/i.exec(query.get('code') ?? '')?.[0] ?? '',
  };
}

function wholeNumber(text: string | null, least: number, most: number): number | undefined {
  const number = Number(text);
  return text !== null && /^\d+$/.test(text) && number >= least && number <= most ? number : undefined;
}
