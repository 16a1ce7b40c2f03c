import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import type { MemberDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import { player, playerId } from './player/guest.ts';
import { run } from './player/run.ts';
import { party } from './player/seat.ts';
import { type ListedRun, readRuns } from './running-sessions.ts';
import { RunStatus } from './RunStatus.tsx';
import { pass, type WatchedLobby } from './watch-lobby.ts';

/**
 * Milliseconds between two looks while there are runs. A run's room is for its players alone and the lobby's says only that there is
 * one, so floors are read; its begin and end are seen at once.
 */
const LOOK_MS = 1_000;

/** The lobby's runs: read when one begins or ends, and again and again while there are some and somebody looks. */
export function Runs({ lobby, watched }: { lobby: string; watched: WatchedLobby }) {
  const runs = useSignal<ListedRun[] | null>(null);
  const mine = useComputed(() => (party.value?.lobby === lobby ? party.value : null));
  const going = useComputed(() => `${watched.tally.value?.runs ?? ''}${mine.value?.session_id ?? ''}`);
  useSignalEffect(() => {
    const areSome = going.value !== '';
    if (watched.status.value !== 'live') return;
    const stopped = new AbortController();
    const look = onceAtATime(async () => {
      // One that failed leaves what was there; one that comes late is of the past.
      const read = await readRuns(lobby, player.peek()?.token ?? pass.peek().token).catch(() => null);
      if (read && !stopped.signal.aborted) runs.value = read;
    });
    look();
    const lookWhileSome = () => {
      if (document.visibilityState === 'visible' && (areSome || runs.peek()?.length !== 0)) look();
    };
    const timer = setInterval(lookWhileSome, LOOK_MS);
    document.addEventListener('visibilitychange', lookWhileSome, { signal: stopped.signal });
    return () => {
      stopped.abort();
      clearInterval(timer);
    };
  });
  return (
    <section class="runs" aria-labelledby="runs">
      <h2 id="runs">Running sessions</h2>
      <RunTable runs={runs.value && withOwn(runs.value)} nameOf={(id) => nameOf(id, watched, mine.value)} />
    </section>
  );
}

/** This window's player knows of its own run sooner. */
function withOwn(runs: ListedRun[]): ListedRun[] {
  const own = run.value;
  return own === null
    ? runs
    : runs.map((listed) => {
        const isNewer =
          listed.session_id === own.session_id && own.version > listed.version && own.status !== 'complete';
        const { current_floor } = own;
        return isNewer ? { ...listed, current_floor, status: own.status as ListedRun['status'] } : listed;
      });
}

function onceAtATime(work: () => Promise<void>): () => void {
  let isAtWork = false;
  return () => {
    if (isAtWork) return;
    isAtWork = true;
    void work().finally(() => (isAtWork = false));
  };
}

/** Undefined for a private party of others: their run is nobody else's to see, but they may just have become private. */
function nameOf(party_id: string, { parties }: WatchedLobby, mine: MemberDungeonParty | null): string | undefined {
  return mine?.party_id === party_id ? mine.name : parties.value.get(party_id)?.value.name;
}

type NameOf = (party_id: string) => string | undefined;

function RunTable({ runs, nameOf }: { runs: ListedRun[] | null; nameOf: NameOf }) {
  if (runs === null) return <p class="quiet">Loading…</p>;
  if (runs.length === 0) return <p class="quiet">No party of this lobby is on a run.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Party</th>
          <th scope="col">Status</th>
          <th scope="col" class="number">
            Floor
          </th>
          <th scope="col" class="number">
            Players
          </th>
          <th scope="col" class="wide">
            Kind
          </th>
          <th scope="col" class="wide number">
            Since
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunRow key={run.session_id} run={run} name={nameOf(run.party_id)} />
        ))}
      </tbody>
    </table>
  );
}

function RunRow({ run, name }: { run: ListedRun; name: string | undefined }) {
  const isMine = playerId.value !== undefined && run.party.includes(playerId.value);
  return (
    <tr>
      <th scope="row">
        {name === undefined ? <em>Private party</em> : <span class="given">{name}</span>}
        {isMine && (
          <>
            {' '}
            <span class="you">you</span>
          </>
        )}
      </th>
      <td>
        <RunStatus status={run.status} />
      </td>
      <td class="number figure">{run.current_floor}</td>
      <td class="number">{run.party.length}</td>
      <td class="wide">
        <span class="given">{run.difficulty}</span> {run.game_type}
      </td>
      <td class="wide number">
        <time dateTime={run.created_at}>
          {new Date(run.created_at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}
        </time>
      </td>
    </tr>
  );
}
