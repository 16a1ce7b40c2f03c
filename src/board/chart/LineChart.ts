import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { theme } from '../theme.ts';
import { gp } from '../format/gp.ts';
import { hourAndMinute, timeOfDay } from '../format/time.ts';

const HEIGHT_PX = 220;

/** A time of day and the gap after it. */
const TIME_PX = 96;

/** One stepped line of GP over time, as wide as its place and in the page's colours. Loaded where it is first drawn. */
export class LineChart {
  readonly #place: HTMLElement;
  readonly #watching: ResizeObserver;
  readonly #system = matchMedia('(prefers-color-scheme: dark)');
  readonly #repaint = () => this.#make();
  readonly #stopTheme: () => void;
  #plot: uPlot | undefined;
  #data: uPlot.AlignedData = [[], []];

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#watching = new ResizeObserver(() => this.#plot?.setSize({ width: place.clientWidth, height: HEIGHT_PX }));
    this.#watching.observe(place);
    this.#system.addEventListener('change', this.#repaint);
    // Runs at once, too: that is the first time it is drawn.
    this.#stopTheme = theme.subscribe(this.#repaint);
  }

  draw(data: uPlot.AlignedData): void {
    this.#data = data;
    this.#plot?.setData(data);
  }

  close(): void {
    this.#watching.disconnect();
    this.#system.removeEventListener('change', this.#repaint);
    this.#stopTheme();
    this.#plot?.destroy();
  }

  /** A canvas keeps the colours it was painted with, so another theme is another chart. */
  #make(): void {
    this.#plot?.destroy();
    const [line, fill, quiet, grid] = ['--gold', '--gold-soft', '--quiet', '--line'].map((name) => this.#colour(name));
    const axis = { stroke: quiet!, grid: { stroke: grid!, width: 1 }, ticks: { show: false }, font: '12px system-ui' };
    this.#plot = new uPlot(
      {
        width: this.#place.clientWidth,
        height: HEIGHT_PX,
        cursor: { y: false, drag: { setScale: false } },
        legend: { show: false },
        scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most) * 1.05] } },
        axes: [
          { ...axis, values: times, space: TIME_PX },
          { ...axis, size: 56, values: (_plot, values) => values.map((value) => gp(Math.round(value))) },
        ],
        series: [
          {},
          { stroke: line!, fill: fill!, width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } },
        ],
      },
      this.#data,
      this.#place,
    );
  }

  /** As the browser computes it: a canvas does not know light-dark(). */
  #colour(name: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    this.#place.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }
}

const MINUTE_S = 60;

function times(_plot: uPlot, seconds: number[], _axis: number, _space: number, apart: number): string[] {
  return seconds.map((at) => (apart < MINUTE_S ? timeOfDay(at * 1000) : hourAndMinute(at * 1000)));
}
