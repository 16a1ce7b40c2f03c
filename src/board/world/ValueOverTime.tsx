import './ValueOverTime.css';
import { type ReadonlySignal, type Signal, useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { exactGp } from '../format/gp-notation.ts';
import { timeOfDay } from '../format/time.ts';
import { loadCode } from '../live/load-code.ts';
import { Panel } from '../Panel.tsx';
import { valueOverTime } from './world-figures.ts';
import type { ShownDrop } from './load-world.ts';

/** `drops` are a party's newest, oldest first; `total` is that of the whole party, in GP; `until` says up to when to draw, in epoch milliseconds. */
export type Course = {
  drops: ReadonlySignal<readonly ShownDrop[]>;
  total: ReadonlySignal<number>;
  until: () => number;
};

/** A chart of the party's total, drop by drop; in words for those who cannot see it. */
export function ValueOverTime({ course }: { course: Course }) {
  const container = useRef<HTMLDivElement>(null);
  const isFailing = useSignal(false);
  const summary = useComputed(() => inWords(course));
  useEffect(() => {
    const closed = new AbortController();
    void keepDrawn(container.current!, course, isFailing, closed.signal);
    return () => closed.abort();
  }, [course]);
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
  { drops, total, until }: Course,
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
  const stop = drops.subscribe((drops) => chart.draw(valueOverTime(drops, total.value, until())));
  signal.addEventListener('abort', () => {
    stop();
    chart.close();
  });
}

function inWords({ drops, total }: Course): string {
  const [first, last] = [drops.value[0], drops.value.at(-1)];
  if (!first || !last) return 'Nothing yet.';
  return `A line that rises to ${exactGp(total.value)}, from ${timeOfDay(first.dropped_at)} to ${timeOfDay(last.dropped_at)}.`;
}
