import { type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** The state of the requests that a control makes: whether one is under way, and why the last one was refused. */
export type Action = {
  isBusy: ReadonlySignal<boolean>;
  refusal: ReadonlySignal<Refusal | null>;
  /** Resolves with whether it succeeded. Does nothing while another request of this control is under way. */
  try(work: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
};

type Refusal = { kind: string; message: string };

/** The refusal is cleared when `about`, its subject, changes. */
export function useAction(about?: unknown): Action {
  const [action] = useState(makeAction);
  useEffect(() => action.clear(), [about]);
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
    clear: () => void (refusal.value = null),
  };
}

function refusalOf(error: unknown): Refusal {
  const { kind = '', message } = error as Partial<Refusal>;
  // The message of fetch's own TypeError means nothing to players.
  if (error instanceof TypeError || !message) return { kind, message: 'The server cannot be reached. Try again.' };
  return { kind, message };
}

/** Why the control's request was refused. Always rendered, so that screen readers announce a new refusal. */
export function RefusalText({ of }: { of: Action }) {
  return <output class="refusal">{of.refusal.value?.message}</output>;
}

/** Ends the server's message with a full stop, which some already have. */
export function asSentence(message: string): string {
  return message.replace(/[^.]$/, '$&.');
}

type ButtonProps = { action: Action; ask: () => Promise<unknown>; class?: string; children: ComponentChildren };

export function ActionButton({ action, ask, children, ...rest }: ButtonProps) {
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
