import { Names } from './Members.tsx';
import { holdersOf, type ShownParty } from './shown-party.ts';

/** Whether a party can start, and what holds it. */
export function Holders({ party }: { party: Pick<ShownParty, 'members' | 'blockers' | 'can_start'> }) {
  const { itself, away, notReady } = holdersOf(party);
  if (itself === 'session_running') return <p class="holders">On a run: it can start again afterwards.</p>;
  if (itself === 'party_empty') return <p class="holders">Nobody is in it yet.</p>;
  if (party.can_start) return <p class="holders can">Can start.</p>;
  return (
    <p class="holders">
      {away.length > 0 && (
        <>
          Waits for <Names of={away} /> to come back.{' '}
        </>
      )}
      {notReady.length > 0 && (
        <>
          Waits for <Names of={notReady} /> to be ready.
        </>
      )}
    </p>
  );
}
