import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { acts, read } from './server.ts';

/** What was read of an address last, and why that could not be read again. */
export type Loaded<Answer> = { answer: Signal<Answer | null>; fault: Signal<string | null> };

/** Reads the address now, when it changes, and after each act. */
export function useLoaded<Answer>(path: string): Loaded<Answer> {
  const answer = useSignal<Answer | null>(null);
  const fault = useSignal<string | null>(null);
  const round = acts.value;
  useEffect(() => {
    const over = new AbortController();
    read<Answer>(path, over.signal).then(
      (body) => {
        answer.value = body;
        fault.value = null;
      },
      (error: Error) => {
        if (!over.signal.aborted)
          fault.value = error instanceof TypeError ? 'The server cannot be reached.' : error.message;
      },
    );
    return () => over.abort();
  }, [path, round]);
  return { answer, fault };
}

type Props<Answer> = { of: Loaded<Answer>; children: (answer: Answer) => ComponentChildren };

/** Shows what was read; until then that it loads, and whatever went wrong. */
export function WhenLoaded<Answer>({ of: { answer, fault }, children }: Props<Answer>) {
  return (
    <>
      <output class="refusal">{fault.value}</output>
      {answer.value === null ? !fault.value && <p class="quiet">Loading…</p> : children(answer.value)}
    </>
  );
}
