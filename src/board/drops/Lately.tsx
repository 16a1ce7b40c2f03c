import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { confirmedWords } from '../format/confirmed.ts';
import { counted } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { dayAndTime } from '../format/time.ts';
import {
  type DropSummary,
  type EndedDropParty,
  loadLastDropParties,
  loadSummary,
} from '../history/ended-drop-parties.ts';
import { Link } from '../Link.tsx';

type Before = { parties: readonly EndedDropParty[]; today: DropSummary };

const SHOWN_MAX = 5;

/** What happened before: the total of the last 24 hours, and the last parties. Nothing where nothing has happened yet. */
export function Lately() {
  const before = useSignal<Before | null>(null);
  useEffect(() => {
    const closed = new AbortController();
    Promise.all([loadLastDropParties(SHOWN_MAX, closed.signal), loadSummary(1, closed.signal)]).then(
      ([parties, today]) => (before.value = { parties, today }),
      (error: unknown) => {
        if (!closed.signal.aborted) console.info('Muster: the last parties could not be read', error);
      },
    );
    return () => closed.abort();
  }, []);
  if (before.value === null || before.value.parties.length === 0) return null;
  const { parties, today } = before.value;
  return (
    <div class="lately">
      <h3>The last parties</h3>
      <p>
        In the last 24 hours: {counted(today.drops, 'drop')}, worth <Gp value={today.total_value} />{' '}
        <span class="doubt">{confirmedWords(today)}</span>
      </p>
      <ul>
        {parties.map((party) => (
          <li key={party.id}>
            <Link to={{ view: 'drops', world: null, party: party.id }}>
              World {party.world}, {dayAndTime(Date.parse(party.last_drop_at))}
            </Link>
            : <Gp value={party.total_value} /> in {counted(party.total_drops, 'drop')}{' '}
            <span class="doubt">{confirmedWords(party)}</span>
          </li>
        ))}
      </ul>
      <p>
        <Link to={{ view: 'history', world: null, party: null }}>All of them</Link>
      </p>
    </div>
  );
}
