import { run } from './run.ts';

const OUTCOMES: Record<string, string> = {
  completed: 'The run was completed',
  failed: 'The run failed',
  abandoned: 'The run was abandoned',
};

/** How the party's last run ended, for whoever was there. */
export function LastRun({ partyId }: { partyId: string | null }) {
  const last = run.value;
  const isOver = last?.party_id === partyId && last.status === 'complete';
  return (
    <output class="last-run">
      {isOver &&
        `${OUTCOMES[last.outcome] ?? 'The run is over'} on floor ${last.current_floor}. The party may go again.`}
    </output>
  );
}
