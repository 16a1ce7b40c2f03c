import { AddressLimit } from '../auth/AddressLimit.ts';
import { ConnectionLimit } from '../auth/ConnectionLimit.ts';
import { FairShares } from '../auth/FairShares.ts';
import type { Env } from '../config/env.ts';
import { DUNGEON_PARTIES_MAX, LOBBIES_MAX, REQUESTS_MAX, TICKETS_MAX } from '../domain/limits.ts';
import type { Budgets } from '../http/HttpServices.ts';
import type { AddressShare } from '../protocol/admin/operation.ts';
import { type BudgetName, BUDGETS, HTTP_CONNECTIONS_PER_ADDRESS_MAX } from '../protocol/limits.ts';
import type { HeldElsewhere } from '../redis/HeldElsewhere.ts';

/** `redis` is an ioredis client through which they hold for several processes together. */
export function budgetsOf(env: Env, redis: object | null): Budgets {
  const names = Object.keys(BUDGETS) as BudgetName[];
  return Object.fromEntries(names.map((name) => [name, limitOf(env, name, redis)])) as Budgets;
}

export function limitOf(env: Env, name: BudgetName, redis: object | null): AddressLimit | null {
  const { setting, seconds } = BUDGETS[name];
  // No test or benchmark needs to guess the admin's password.
  const isDisabled = env.RATE_LIMIT_DISABLED && name !== 'logins';
  const points = isDisabled ? 0 : env[setting];
  return points === 0 ? null : new AddressLimit({ name, points, seconds }, redis);
}

/** The connections that an address may have. Null is no limit. */
export function connectionsMaxOf(env: Env): number | null {
  return env.RATE_LIMIT_DISABLED ? null : env.CONNECTIONS_PER_ADDRESS_MAX || null;
}

/** The connections that an address may have that are no WebSockets. Null is no limit. */
export function httpConnectionsMaxOf(env: Env): number | null {
  const most = connectionsMaxOf(env);
  return most === null ? null : Math.max(most, HTTP_CONNECTIONS_PER_ADDRESS_MAX);
}

/** What each address holds, in all of the process; of connections, what it holds elsewhere counts too. */
export function sharesOf(env: Env, elsewhere?: HeldElsewhere) {
  const isShared = !env.RATE_LIMIT_DISABLED;
  return {
    connections: new ConnectionLimit(connectionsMaxOf(env), elsewhere),
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
    joinRequests: new FairShares({
      capacity: REQUESTS_MAX,
      what: 'join requests in all lobbies',
      whenFull: 'requests_full',
      isShared,
    }),
    tickets: new FairShares({
      capacity: TICKETS_MAX,
      what: 'tickets in all lobbies',
      whenFull: 'queue_full',
      isShared,
    }),
  };
}

/** What each address holds, those that hold most first. */
export function holdingsOf({
  connections,
  parties,
  lobbies,
  dungeonParties,
  joinRequests,
  tickets,
}: ReturnType<typeof sharesOf>): AddressShare[] {
  const held = new Map<string, AddressShare>();
  const add = (kind: Exclude<keyof AddressShare, 'address'>, holders: Iterable<[address: string, held: number]>) => {
    for (const [address, count] of holders) {
      held.set(address, { ...(held.get(address) ?? { address, ...NOTHING }), [kind]: count });
    }
  };
  add('connections', connections.holders());
  add('drop_parties', parties.holders());
  add('lobbies', lobbies.holders());
  add('dungeon_parties', dungeonParties.holders());
  add('join_requests', joinRequests.holders());
  add('tickets', tickets.holders());
  return [...held.values()].toSorted((a, b) => totalOf(b) - totalOf(a));
}

const NOTHING = { connections: 0, drop_parties: 0, lobbies: 0, dungeon_parties: 0, join_requests: 0, tickets: 0 };

function totalOf(share: AddressShare): number {
  const { address: _, ...held } = share;
  return Object.values(held).reduce((sum, count) => sum + count, 0);
}
