import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Action, ActionButton } from '../lobbies/player/action.tsx';

type Props = {
  action: Action;
  /** What it does, as the button says. */
  label: string;
  /** To whom or what, for those who do not see where the button is. */
  to?: string;
  /** What is asked before it is done. */
  question: string;
  ask: () => Promise<unknown>;
};

/** A button for what cannot be undone: it asks first. */
export function ConfirmButton({ action, label, to, question, ask }: Props) {
  const isAsking = useSignal(false);
  const group = useRef<HTMLSpanElement>(null);
  const wasAsking = useRef(false);
  useEffect(() => {
    // The button that had the focus is gone.
    if (isAsking.value !== wasAsking.current) group.current?.querySelector('button')?.focus();
    wasAsking.current = isAsking.value;
  }, [isAsking.value]);
  const confirmed = async () => {
    try {
      await ask();
    } finally {
      isAsking.value = false;
    }
  };
  return (
    <span class="confirm" ref={group} role="group" aria-label={to === undefined ? label : `${label} ${to}`}>
      {isAsking.value ? (
        <>
          <span>{question}</span>{' '}
          <ActionButton action={action} class="danger" ask={confirmed}>
            {label}
          </ActionButton>{' '}
          <button type="button" onClick={() => (isAsking.value = false)}>
            Cancel
          </button>
        </>
      ) : (
        <button
          type="button"
          aria-label={to === undefined ? undefined : `${label} ${to}`}
          onClick={() => (isAsking.value = true)}
        >
          {label}
        </button>
      )}
    </span>
  );
}
