import type { ReadonlySignal } from '@preact/signals';
import { refine } from '../address.ts';
import { CopyButton } from '../CopyButton.tsx';

export function Connecting({ failures }: { failures: ReadonlySignal<number> }) {
  return (
    <div class="nothing" role="status">
      <p class="big">Connecting…</p>
      {failures.value > 0 && <p>The server does not answer yet. This page tries again by itself.</p>}
    </div>
  );
}

/** What to do where nothing is on yet: one line that anybody can paste. */
export function NobodyDrops() {
  const line = firstDrop(location.origin);
  return (
    <section class="nothing" aria-labelledby="nothing">
      <h2 class="big" id="nothing">
        No parties right now
      </h2>
      <p>A party begins with the first drop that is reported on a world, and appears here by itself. To send one:</p>
      <pre tabIndex={0} aria-label="The command that sends a drop">
        <code>{line}</code>
      </pre>
      <p>
        <CopyButton text={line}>Copy</CopyButton>
      </p>
    </section>
  );
}

export function NothingFits() {
  return (
    <div class="nothing">
      <p class="big">No party fits the filters</p>
      <button type="button" onClick={() => refine({ min: 0, worlds: '' })}>
        Show all
      </button>
    </div>
  );
}

function firstDrop(origin: string): string {
  const drop = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
  return `curl -s ${origin}/drops -H 'content-type: application/json' -d '${JSON.stringify(drop)}'`;
}
