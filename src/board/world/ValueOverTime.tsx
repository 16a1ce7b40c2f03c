import './ValueOverTime.css';
import { type Signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { exactGp } from '../format/gp-notation.ts';
import { timeOfDay } from '../format/time.ts';
import { loadCode } from '../live/load-code.ts';
import { serverNow } from '../live/server.ts';
import { Panel } from '../Panel.tsx';
import { valueOverTime } from './world-figures.ts';
import type { WorldWatch } from './WorldWatch.ts';

/** A chart of the party's total, drop by drop; in words for those who cannot see it. */
export function ValueOverTime({ watch }: { watch: WorldWatch }) {
  const container = useRef<HTMLDivElement>(null);
  const isFailing = useSignal(false);
  const summary = useComputed(() => inWords(watch));
  useEffect(() => {
    const closed = new AbortController();
    void keepDrawn(container.current!, watch, isFailing, closed.signal);
    return () => closed.abort();
  }, [watch]);
  return (
    <Panel title="Value over time">
      <output class="quiet">{isFailing.value && 'The chart could not be loaded. This page keeps trying.'}</output>
      <div class="chart" ref={container} role="img" aria-label={summary} />
    </Panel>
  );
}

/** Draws the chart once its code is loaded, and again at each drop, until `signal` is aborted. */
async function keepDrawn(
  container: HTMLElement,
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
  const chart = new loaded.LineChart(container);
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
