import './Filters.css';
import { useSignal, useSignalEffect } from '@preact/signals';
import { address, refine, SORTS } from '../address.ts';
import { parseGp, typedGp } from '../format/gp-notation.ts';

/** The sort order and the filters, all kept in the address. */
export function Filters() {
  return (
    <form class="filters" aria-label="Sort and filter" onSubmit={(event) => event.preventDefault()}>
      <Sorting />
      <LeastValue />
      <Worlds />
    </form>
  );
}

const LABELS = { value: 'Confirmed', claimed: 'Claimed', fresh: 'Latest drop' } as const;

function Sorting() {
  return (
    <fieldset class="choice">
      <legend>Sort by</legend>
      {SORTS.map((sort) => (
        <label key={sort}>
          <input type="radio" name="sort" checked={address.value.sort === sort} onChange={() => refine({ sort })} />
          <span>{LABELS[sort]}</span>
        </label>
      ))}
    </fieldset>
  );
}

const typedLeast = (min: number) => (min > 0 ? typedGp(min) : '');

function LeastValue() {
  const text = useSignal(typedLeast(address.peek().min));
  const problem = useSignal('');
  // Follows the address, which Back and links change too.
  useSignalEffect(() => {
    const { min } = address.value;
    if ((parseGp(text.peek()) ?? 0) === min) return;
    text.value = typedLeast(min);
    problem.value = '';
  });
  const read = (typed: string) => {
    text.value = typed;
    const min = typed.trim() === '' ? 0 : parseGp(typed);
    if (min === undefined) return;
    problem.value = '';
    refine({ min });
  };
  // Only when the field loses the focus or Enter is pressed: an unfinished amount is not a mistake.
  const judge = () => {
    const isWrong = text.value.trim() !== '' && parseGp(text.value) === undefined;
    problem.value = isWrong
      ? `“${text.value.slice(0, 20)}” is not an amount. Write it like 500k, 1.2M or 750,000.`
      : '';
  };
  return (
    <div class="field">
      <label for="least-value">Worth at least</label>
      <input
        id="least-value"
        size={8}
        autocomplete="off"
        spellcheck={false}
        placeholder="500k"
        value={text}
        aria-invalid={problem.value !== ''}
        aria-describedby="least-value-problem"
        onInput={(event) => read(event.currentTarget.value)}
        onChange={judge}
      />
      <p class="problem given" id="least-value-problem" role="alert">
        {problem}
      </p>
    </div>
  );
}

function Worlds() {
  const problem = useSignal('');
  const { worlds } = address.value;
  const read = (input: HTMLInputElement) => {
    const typed = input.value.trim();
    const isRight = /^\d{0,5}$/.test(typed);
    problem.value = isRight ? '' : `A world is a number of up to 5 digits: 444, or 3 for all that start with 3.`;
    if (isRight) refine({ worlds: typed });
  };
  return (
    <div class="field">
      <label for="worlds">World</label>
      <input
        id="worlds"
        size={5}
        inputMode="numeric"
        autocomplete="off"
        placeholder="444"
        value={worlds}
        aria-invalid={problem.value !== ''}
        aria-describedby="worlds-problem"
        onInput={(event) => read(event.currentTarget)}
      />
      <p class="problem" id="worlds-problem" role="alert">
        {problem}
      </p>
    </div>
  );
}
