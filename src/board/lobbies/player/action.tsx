import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';

/** Something that the server is asked for: whether it is being asked, and what it said against it the last time. */
export type Action = {
  isBusy: ReadonlySignal<boolean>;
  refusal: ReadonlySignal<Refusal | null>;
  /** Whether it was done. A second press while the first is being answered does nothing. */
  try(work: () => Promise<unknown>): Promise<boolean>;
  forget(): void;
};

type Refusal = { kind: string; message: string };

/** What the server said is forgotten when `about`, what it was said of, is another. */
export function useAction(about?: unknown): Action {
  const [action] = useState(makeAction);
  useEffect(() => action.forget(), [about]);
  return action;
}

function makeAction(): Action {
  const isBusy = signal(false);
  const refusal = signal<Refusal | null>(null);
  return {
    isBusy,
    refusal,
    async try(work) {
      if (isBusy.value) return false;
      isBusy.value = true;
      try {
        await work();
        refusal.value = null;
        return true;
      } catch (error) {
        refusal.value = refusalOf(error);
        return false;
      } finally {
        isBusy.value = false;
      }
    },
    forget: () => void (refusal.value = null),
  };
}

function refusalOf(error: unknown): Refusal {
  const { kind = '', message } = error as Partial<Refusal>;
  // What fetch throws where there is no server says nothing to people.
  if (error instanceof TypeError || !message) return { kind, message: 'The server cannot be reached. Try again.' };
  return { kind, message };
}

/** What the server said against it, beside the control that asked. Always there, so that it is read out when it comes. */
export function RefusalText({ of }: { of: Action }) {
  return <output class="refusal">{of.refusal.value?.message}</output>;
}

/** Of what the server says, some ends with a full stop. */
export function sentence(message: string): string {
  return message.replace(/[^.]$/, '$&.');
}

type AskProps = { action: Action; ask: () => Promise<unknown>; class?: string };

export function Ask({ action, ask, children, ...rest }: AskProps & { children: preact.ComponentChildren }) {
  return (
    <button
      type="button"
      class={rest.class}
      aria-busy={action.isBusy.value || undefined}
      onClick={() => void action.try(ask)}
    >
      {children}
    </button>
  );
}
