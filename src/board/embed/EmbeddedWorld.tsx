import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { z } from 'zod';
import type { worldPageSchema } from '../../protocol/drop-party-answers.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { counted } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { countdown, dayAndTime, spanInWords } from '../format/time.ts';

type World = z.output<typeof worldPageSchema>;

type Seen = { world: World; at: number };

/** Milliseconds between two reads. The card is small and may be on a busy site, so it holds no connection. */
const READ_EVERY_MS = 5_000;
const SECOND_MS = 1_000;

/** One world for other sites to frame: its party, or when the last one was. */
export function EmbeddedWorld({ world }: { world: number }) {
  const seen = useSignal<Seen | null>(null);
  const isFailing = useSignal(false);
  const now = useSignal(performance.now());
  useEffect(() => {
    const read = async () => {
      if (document.hidden) return;
      try {
        const response = await fetch(`../../worlds/${world}`, { headers: { accept: 'application/json' } });
        if (!response.ok) throw new Error(`answered ${response.status}`);
        seen.value = { world: (await response.json()) as World, at: performance.now() };
        isFailing.value = false;
      } catch (error) {
        console.info('Muster: the world could not be read', error);
        isFailing.value = true;
      }
    };
    void read();
    const reads = setInterval(() => void read(), READ_EVERY_MS);
    const ticks = setInterval(() => (now.value = performance.now()), SECOND_MS);
    return () => {
      clearInterval(reads);
      clearInterval(ticks);
    };
  }, [world]);
  return (
    <main class="card">
      <h1>
        <a href={`../../?world=${world}`} target="_blank" rel="noopener">
          World {world}
        </a>
      </h1>
      {seen.value ? <Party seen={seen.value} now={now.value} /> : !isFailing.value && <p>Loading…</p>}
      {isFailing.value && <p role="status">The server cannot be reached.</p>}
    </main>
  );
}

function Party({ seen: { world, at }, now }: { seen: Seen; now: number }) {
  const { party, last_parties } = world;
  if (!party) {
    const [last] = last_parties;
    return (
      <>
        <p class="big">No party right now</p>
        {last && (
          <p>
            The last one, {dayAndTime(Date.parse(last.last_drop_at))}: <Gp value={last.total_value} />
          </p>
        )}
      </>
    );
  }
  const passed = Math.max(0, now - at);
  const [biggest] = party.biggest_drops;
  return (
    <>
      <p class="big">
        <Gp value={party.total_value} /> <span class="doubt">{confirmedWords(party)}</span>
      </p>
      <p>
        {counted(party.total_drops, 'drop')}, last {spanInWords(party.time_since_last_drop * 1_000 + passed)} ago
      </p>
      {biggest && (
        <p>
          Biggest: <span class="given">{biggest.item_name}</span> <Gp value={biggest.value} />
        </p>
      )}
      <p class="ends">ends in {countdown((party.seconds_until_end ?? 0) * 1_000 - passed)}</p>
    </>
  );
}
