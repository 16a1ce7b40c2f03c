import { type Signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { exactGp } from '../format/gp.ts';
import { timeOfDay } from '../format/time.ts';
import { loadCode } from '../live/load-code.ts';
import { serverNow } from '../live/server.ts';
import { valueOverTime } from './value-over-time.ts';
import type { WorldWatch } from './WorldWatch.ts';

/** The party's total, drop by drop. In words for who does not see the line. */
export function ValueOverTime({ watch }: { watch: WorldWatch }) {
  const place = useRef<HTMLDivElement>(null);
  const isFailing = useSignal(false);
  const summary = useComputed(() => inWords(watch));
  useEffect(() => {
    const closed = new AbortController();
    void keepDrawn(place.current!, watch, isFailing, closed.signal);
    return () => closed.abort();
  }, [watch]);
  return (
    <section class="panel">
      <h2>Value over time</h2>
      <output class="quiet">{isFailing.value && 'The chart could not be loaded. This page keeps trying.'}</output>
      <div class="chart" ref={place} role="img" aria-label={summary} />
    </section>
  );
}

/** Draws the chart as soon as its code is loaded, and again at each drop, until `signal` is aborted. */
async function keepDrawn(
  place: HTMLElement,
  { drops, party }: WorldWatch,
  isFailing: Signal<boolean>,
  signal: AbortSignal,
): Promise<void> {
  const loaded = await loadCode(
    () => import('../chart/LineChart.ts'),
    signal,
    () => (isFailing.value = true),
  );
  if (!loaded) return;
  isFailing.value = false;
  const chart = new loaded.LineChart(place);
  const stop = drops.subscribe((drops) => chart.draw(valueOverTime(drops, party.value?.total_value ?? 0, serverNow())));
  signal.addEventListener('abort', () => {
    stop();
    chart.close();
  });
}

function inWords({ party, drops }: WorldWatch): string {
  const [first, last] = [drops.value[0], drops.value.at(-1)];
  if (!party.value || !first || !last) return 'Nothing yet.';
  const total = exactGp(party.value.total_value);
  return `A line that rises to ${total}, from ${timeOfDay(first.dropped_at)} to ${timeOfDay(last.dropped_at)}.`;
}
