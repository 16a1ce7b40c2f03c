import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { exactGp } from '../format/gp.ts';
import { timeOfDay } from '../format/time.ts';
import type { LineChart } from '../chart/LineChart.ts';
import { serverNow } from '../live/server.ts';
import { valueOverTime } from './value-over-time.ts';
import type { WorldWatch } from './WorldWatch.ts';

/** The party's total, drop by drop. In words for who does not see the line. */
export function ValueOverTime({ watch }: { watch: WorldWatch }) {
  const place = useRef<HTMLDivElement>(null);
  const summary = useComputed(() => inWords(watch));
  useEffect(() => {
    let chart: LineChart | undefined;
    let stop: (() => void) | undefined;
    const closed = new AbortController();
    const draw = (Chart: typeof LineChart) => {
      if (closed.signal.aborted || !place.current || chart) return;
      const drawn = (chart = new Chart(place.current));
      stop = watch.drops.subscribe((drops) =>
        drawn.draw(valueOverTime(drops, watch.party.value?.total_value ?? 0, serverNow())),
      );
    };
    // Where the server goes away while the chart is loaded, it is loaded when the server is back.
    const stopLoading = watch.link.status.subscribe((status) => {
      if (status !== 'live' || chart) return;
      import('../chart/LineChart.ts').then(
        (loaded) => draw(loaded.LineChart),
        (error: unknown) => console.info('Muster: the chart could not be loaded', error),
      );
    });
    return () => {
      closed.abort();
      stopLoading();
      stop?.();
      chart?.close();
    };
  }, [watch]);
  return (
    <section class="panel">
      <h2>Value over time</h2>
      <div class="chart" ref={place} role="img" aria-label={summary} />
    </section>
  );
}

function inWords({ party, drops }: WorldWatch): string {
  const [first, last] = [drops.value[0], drops.value.at(-1)];
  if (!party.value || !first || !last) return 'Nothing yet.';
  const total = exactGp(party.value.total_value);
  return `A line that rises to ${total}, from ${timeOfDay(first.dropped_at)} to ${timeOfDay(last.dropped_at)}.`;
}
