import { parser } from '@prometheus-io/lezer-promql';
import type { Sample } from './metrics.ts';

type Node = ReturnType<typeof parser.parse>['topNode'];

/** Two reads of /metrics, at the beginning and at the end of an expression's window. */
export type Window = { before: Sample[]; after: Sample[] };

/** The names of metrics in an expression. Throws if it is not PromQL. */
export function metricsIn(expr: string): string[] {
  const names: string[] = [];
  parser.parse(expr).iterate({
    enter({ name, from, to, type }) {
      if (type.isError) throw new Error(`not PromQL at ${from}: ${expr}`);
      if (name === 'Identifier') names.push(expr.slice(from, to));
    },
  });
  return names;
}

/** An alert of deploy/alerts.yaml, judged as Prometheus does: as much of PromQL as these alerts use, parsed by its own grammar. */
export class AlertRule {
  readonly name: string;
  readonly #expr: string;

  constructor({ alert, expr }: { alert: string; expr: string }) {
    this.name = alert;
    this.#expr = expr;
  }

  fires(window: Window): boolean {
    const comparison = parser.parse(this.#expr).topNode.firstChild!;
    const threshold = Number(this.#text(comparison.lastChild!));
    const values = this.#values(comparison.firstChild!, window);
    if (comparison.getChild('Gtr')) return values.some(({ value }) => value > threshold);
    if (comparison.getChild('Lss')) return values.some(({ value }) => value < threshold);
    throw new Error(`${this.name} compares neither by > nor by <`);
  }

  #values(node: Node, window: Window): Sample[] {
    if (node.name === 'VectorSelector') return this.#select(node, window.after);
    const body = node.getChild('FunctionCallBody')!;
    switch (this.#text(node.getChild('FunctionIdentifier')!)) {
      case 'increase':
      // Of which only the proportions matter here.
      case 'rate':
        return this.#increases(body.getChild('MatrixSelector')!.getChild('VectorSelector')!, window);
      case 'histogram_quantile':
        return [
          quantile(
            Number(this.#text(body.getChild('NumberDurationLiteral')!)),
            this.#values(body.getChild('FunctionCall')!, window),
          ),
        ];
      default:
        throw new Error(`${this.name} has a function that this test does not know`);
    }
  }

  /** A series that begins within the window has no increase: its first value may be old. */
  #increases(selector: Node, { before, after }: Window): Sample[] {
    const key = ({ labels }: Sample) =>
      Object.keys(labels)
        .toSorted()
        .map((name) => `${name}=${labels[name]}`)
        .join();
    const earlier = new Map(this.#select(selector, before).map((sample) => [key(sample), sample.value]));
    return this.#select(selector, after).flatMap((sample) => {
      const begun = earlier.get(key(sample));
      return begun === undefined ? [] : [{ ...sample, value: sample.value - begun }];
    });
  }

  #select(selector: Node, samples: Sample[]): Sample[] {
    const metric = this.#text(selector.getChild('Identifier')!);
    const matchers = selector.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
    const matches = ({ labels }: Sample) =>
      matchers.every((matcher) => {
        const value = labels[this.#text(matcher.getChild('LabelName')!)] ?? '';
        const wanted = JSON.parse(this.#text(matcher.getChild('StringLiteral')!)) as string;
        return matcher.getChild('MatchOp')!.getChild('EqlRegex')
          ? new RegExp(`^(?:${wanted})$`).test(value)
          : value === wanted;
      });
    return samples.filter((sample) => sample.name === metric && matches(sample));
  }

  #text({ from, to }: Node): string {
    return this.#expr.slice(from, to);
  }
}

/** The upper bound of the bucket in which the quantile is; Prometheus interpolates below it. */
function quantile(q: number, buckets: Sample[]): Sample {
  const total = Math.max(...buckets.map(({ value }) => value));
  const sorted = buckets.toSorted((a, b) => boundOf(a) - boundOf(b));
  const reached = sorted.find(({ value }) => total > 0 && value >= q * total);
  return { name: '', labels: {}, value: reached ? boundOf(reached) : NaN };
}

function boundOf({ labels }: Sample): number {
  return labels['le'] === '+Inf' ? Infinity : Number(labels['le']);
}
