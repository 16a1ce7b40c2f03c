import './StartBlockers.css';
import { blockersByReason, type ListedDungeonParty } from './listed-dungeon-party.ts';
import { Names } from './Members.tsx';

/** Whether the party can start its run and, if not, whom it is waiting for. */
export function StartBlockers({ party }: { party: Pick<ListedDungeonParty, 'members' | 'blockers' | 'can_start'> }) {
  const blocked = blockersByReason(party);
  if (blocked.party === 'session_running') return <p class="blockers">On a run: it can start again afterwards.</p>;
  if (blocked.party === 'party_empty') return <p class="blockers">Nobody is in it yet.</p>;
  if (party.can_start) return <p class="blockers can-start">Can start.</p>;
  return (
    <p class="blockers">
      {blocked.away.length > 0 && (
        <>
          Waiting for <Names of={blocked.away} /> to come back.{' '}
        </>
      )}
      {blocked.notReady.length > 0 && (
        <>
          Waiting for <Names of={blocked.notReady} /> to be ready.
        </>
      )}
    </p>
  );
}
