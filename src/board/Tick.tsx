import type { ComponentChildren } from 'preact';

type Props = { is: boolean; onTick: (is: boolean) => void; children: ComponentChildren };

/** A checkbox with its label. */
export function Tick({ is, onTick, children }: Props) {
  return (
    <label class="tick">
      <input type="checkbox" checked={is} onChange={(event) => onTick(event.currentTarget.checked)} />
      {children}
    </label>
  );
}
