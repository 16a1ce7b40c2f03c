import { AddressLimit } from '../auth/AddressLimit.ts';
import { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import { FairShares } from '../auth/FairShares.ts';
import type { Env } from '../config/env.ts';
import { DUNGEON_PARTIES_MAX, LOBBIES_MAX } from '../domain/limits.ts';
import type { Budgets } from '../http/HttpServices.ts';
import { type BudgetName, BUDGETS } from '../protocol/limits.ts';

export function budgetsOf(env: Env): Budgets {
  const names = Object.keys(BUDGETS) as BudgetName[];
  return Object.fromEntries(names.map((name) => [name, limitOf(env, name)])) as Budgets;
}

export function limitOf(env: Env, name: BudgetName): AddressLimit | null {
  const { setting, seconds } = BUDGETS[name];
  // No test or benchmark needs to guess the admin's password.
  const isDisabled = env.RATE_LIMIT_DISABLED && name !== 'logins';
  const points = isDisabled ? 0 : env[setting];
  return points === 0 ? null : new AddressLimit({ name, points, seconds });
}

/** What each address holds, in all of the process. */
export function sharesOf(env: Env) {
  const isShared = !env.RATE_LIMIT_DISABLED;
  return {
    connections: new ConnectionLimit(isShared ? env.CONNECTIONS_PER_ADDRESS_MAX || null : null),
    parties: new FairShares({
      capacity: env.DROP_PARTIES_MAX || Infinity,
      what: 'running drop parties',
      whenFull: 'drop_parties_full',
      isShared,
    }),
    // The main lobby is everybody's, and not among them.
    lobbies: new FairShares({
      capacity: LOBBIES_MAX - 1,
      what: 'lobbies besides the main one',
      advice: 'join one of them',
      whenFull: 'room_full',
      isShared,
    }),
    dungeonParties: new FairShares({
      capacity: DUNGEON_PARTIES_MAX,
      what: 'parties in all lobbies',
      whenFull: 'lobby_full',
      isShared,
    }),
  };
}
