/** One line of /metrics. */
export type Sample = { name: string; labels: Record<string, string>; value: number };

/** The samples in the text that Prometheus reads. */
export function samplesOf(text: string): Sample[] {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name, labels = '', value]) => ({
    name: name!,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, text]) => [label, text!])),
    value: Number(value),
  }));
}

/** Reads the /metrics of a server. */
export class MetricsReader {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async samples(): Promise<Sample[]> {
    return samplesOf(await (await fetch(`${this.#url}/metrics`)).text());
  }

  /** The sum of the samples with this name that have these labels. */
  async sum(name: string, labels: Record<string, string> = {}): Promise<number> {
    const matching = (await this.samples()).filter(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    );
    return matching.reduce((sum, { value }) => sum + value, 0);
  }
}
