import { setImmediate } from 'node:timers/promises';
import type { FairShares } from '../auth/FairShares.ts';
import type { RemoteKey } from '../directory/calls.ts';
import type { Directory } from '../directory/Directory.ts';
import type { LocalRooms } from '../directory/LocalRooms.ts';
import {
  boardDropParties,
  type DropPartyClock,
  endIdleDropParties,
  idleDropParties,
} from '../directory/idle-drop-parties.ts';
import { dropPartyEnd } from '../domain/drops/decide-report.ts';
import type { Log } from '../log.ts';
import { tellDropPartyEnd } from '../projections/drop-updates.ts';
import { MAIN_LOBBY } from '../protocol/dungeon-party-requests.ts';
import type { Store } from '../store/store.ts';
import type { Duty } from './Duties.ts';

/** Drop parties that are ended in one commit: some 20 ms of the event loop, which other requests wait for. */
const ENDED_AT_ONCE = 64;

type Restored = DropPartyClock & { directory: Directory; rooms: LocalRooms; parties: FairShares; lobbies: FairShares };

/**
 * Ends what was over while the server was down, and creates the rooms of everything that is still active, so that each ends on time.
 * The event loop gets its turn after each room, so that health checks are answered meanwhile.
 */
export async function restoreRooms({ directory, rooms, parties, lobbies, ...clock }: Restored): Promise<void> {
  await rooms.openAfter(endIdleBeforeRooms(clock));
  await directory.ensure({ name: 'board' });
  const keys = await neededKeys(clock.store);
  // Counted before the first room is there, so that meanwhile no more are started than there may be.
  for (const key of keys) {
    if (key.name === 'drop_tracker') parties.keep(String(key.world));
    if (key.name === 'lobby' && key.lobby !== MAIN_LOBBY) lobbies.keep(key.lobby);
  }
  for (const key of keys) await inTurn(directory.ensure(key));
}

/** The rooms of everything that is active. Sessions come before lobbies, because a lobby asks for the sessions of its parties. */
export async function neededKeys(store: Store): Promise<RemoteKey[]> {
  const [running, sessions, lobbies] = await Promise.all([
    boardDropParties(store),
    store.activeSessions(),
    store.lobbyNames(),
  ]);
  return [
    ...running.map(({ world }): RemoteKey => ({ name: 'drop_tracker', world })),
    ...sessions.map(({ value }): RemoteKey => ({ name: 'dungeon_session', session_id: value.session_id })),
    ...[...new Set([MAIN_LOBBY, ...lobbies])].map((lobby): RemoteKey => ({ name: 'lobby', lobby })),
  ];
}

async function inTurn(created: Promise<unknown>): Promise<void> {
  await created;
  await setImmediate();
}

/** Ends the parties that are over without their worlds' rooms, of which there must be none. Rule: [DROP-7]. */
async function endIdleBeforeRooms(clock: DropPartyClock): Promise<void> {
  const idle = await idleDropParties(clock);
  for (let i = 0; i < idle.length; i += ENDED_AT_ONCE) {
    await endStored(idle.slice(i, i + ENDED_AT_ONCE), clock);
    await setImmediate();
  }
}

async function endStored(idle: { id: number }[], { store, rules }: DropPartyClock): Promise<void> {
  const parties = await Promise.all(idle.map(({ id }) => store.dropParty(id)));
  const ends = parties.flatMap((party) => (party ? [{ party, event: dropPartyEnd(party, rules) }] : []));
  const told = ends.map(({ party, event }) => tellDropPartyEnd(party, event));
  await store.commit({
    events: ends.map(({ event }) => event),
    updates: told.flatMap(({ updates }) => updates),
    announcements: told.flatMap(({ announcements }) => announcements),
    answers: [],
  });
}

/** A safety net for rooms whose own timer failed. */
export function sweepingIdleParties(
  { directory, ...clock }: DropPartyClock & { directory: Directory },
  intervalMs: number,
  log: Log,
): Duty {
  let timer: NodeJS.Timeout | undefined;
  const sweep = () => {
    endIdleDropParties(directory, clock).catch((error) => log.error({ err: error }, 'could not end idle drop parties'));
  };
  return {
    begin: () => Promise.resolve(void (timer = setInterval(sweep, intervalMs))),
    end: () => Promise.resolve(clearInterval(timer)),
  };
}
