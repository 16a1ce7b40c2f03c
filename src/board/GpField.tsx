import { type ReadonlySignal, useSignal, useSignalEffect } from '@preact/signals';
import { parseGp, typedGp } from './format/gp-notation.ts';

type Props = {
  id: string;
  label: string;
  /** In GP; 0 shows an empty field. */
  value: ReadonlySignal<number>;
  /** Called for each amount that can be read, 0 for an empty field. */
  onValue: (gp: number) => void;
};

const typed = (gp: number) => (gp > 0 ? typedGp(gp) : '');

/** A field for an amount, as people type it: 500k, 1.2M. */
export function GpField({ id, label, value, onValue }: Props) {
  const text = useSignal(typed(value.peek()));
  const problem = useSignal('');
  // Follows the value, which Back and links change too.
  useSignalEffect(() => {
    const gp = value.value;
    if ((parseGp(text.peek()) ?? 0) === gp) return;
    text.value = typed(gp);
    problem.value = '';
  });
  const read = (typing: string) => {
    text.value = typing;
    const gp = typing.trim() === '' ? 0 : parseGp(typing);
    if (gp === undefined) return;
    problem.value = '';
    onValue(gp);
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
      <label for={id}>{label}</label>
      <input
        id={id}
        size={8}
        autocomplete="off"
        spellcheck={false}
        placeholder="500k"
        value={text}
        aria-invalid={problem.value !== ''}
        aria-describedby={`${id}-problem`}
        onInput={(event) => read(event.currentTarget.value)}
        onChange={judge}
      />
      <p class="problem given" id={`${id}-problem`} role="alert">
        {problem}
      </p>
    </div>
  );
}
