import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { gp } from '../format/gp-notation.ts';
import { hourAndMinute, timeOfDay } from '../format/time.ts';
import { theme } from '../ThemeToggle.tsx';

const HEIGHT_PX = 220;

/** Room for one time label and the gap after it. */
const TIME_LABEL_PX = 96;

/** Height of the labels, without the band that uPlot would leave for ticks. */
const TIME_AXIS_PX = 26;

/** A stepped line of GP over time, as wide as its container and in the page's colours. */
export class LineChart {
  readonly #container: HTMLElement;
  readonly #resizes: ResizeObserver;
  readonly #systemTheme = matchMedia('(prefers-color-scheme: dark)');
  readonly #repaint = () => this.#make();
  readonly #stopTheme: () => void;
  #plot: uPlot | undefined;
  #data: uPlot.AlignedData = [[], []];

  constructor(container: HTMLElement) {
    this.#container = container;
    this.#resizes = new ResizeObserver(() => this.#plot?.setSize({ width: container.clientWidth, height: HEIGHT_PX }));
    this.#resizes.observe(container);
    this.#systemTheme.addEventListener('change', this.#repaint);
    // Also runs at once, which draws the chart for the first time.
    this.#stopTheme = theme.subscribe(this.#repaint);
  }

  draw(data: uPlot.AlignedData): void {
    this.#data = data;
    this.#plot?.setData(data);
  }

  close(): void {
    this.#resizes.disconnect();
    this.#systemTheme.removeEventListener('change', this.#repaint);
    this.#stopTheme();
    this.#plot?.destroy();
  }

  /** Makes the chart anew for each theme: a canvas keeps the colours it was painted with. */
  #make(): void {
    this.#plot?.destroy();
    const [line, fill, quiet, grid] = ['--gold', '--gold-soft', '--quiet', '--line'].map((name) => this.#colour(name));
    const axis = { stroke: quiet!, grid: { stroke: grid!, width: 1 }, ticks: { show: false }, font: '12px system-ui' };
    this.#plot = new uPlot(
      {
        width: this.#container.clientWidth,
        height: HEIGHT_PX,
        cursor: { y: false, drag: { setScale: false } },
        legend: { show: false },
        padding: [8, 12, 0, 0],
        scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most) * 1.05] } },
        axes: [
          { ...axis, values: times, space: TIME_LABEL_PX, size: TIME_AXIS_PX },
          { ...axis, size: 56, values: (_plot, values) => values.map((value) => gp(Math.round(value))) },
        ],
        series: [
          {},
          { stroke: line!, fill: fill!, width: 2, paths: uPlot.paths.stepped!({ align: 1 }), points: { show: false } },
        ],
      },
      this.#data,
      this.#container,
    );
  }

  /** The computed colour: a canvas does not understand light-dark(). */
  #colour(name: string): string {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    this.#container.append(probe);
    const colour = getComputedStyle(probe).color;
    probe.remove();
    return colour;
  }
}

const MINUTE_S = 60;

function times(_plot: uPlot, seconds: number[], _axis: number, _space: number, apart: number): string[] {
  return seconds.map((at) => (apart < MINUTE_S ? timeOfDay(at * 1000) : hourAndMinute(at * 1000)));
}
