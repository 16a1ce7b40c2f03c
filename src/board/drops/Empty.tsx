import './Empty.css';
import type { ReadonlySignal } from '@preact/signals';
import { refine } from '../address.ts';
import { CopyButton } from '../CopyButton.tsx';
import { serverUrl } from '../live/server.ts';

export function Connecting({ failures }: { failures: ReadonlySignal<number> }) {
  return (
    <div class="nothing" role="status">
      <p class="big">Connecting…</p>
      {failures.value > 0 && <p>The server does not answer yet. This page tries again by itself.</p>}
    </div>
  );
}

/** Shows how to begin: a command to paste into a shell. */
export function NoDropParties() {
  const line = curlCommand();
  return (
    <section class="nothing" aria-labelledby="nothing">
      <h2 class="big" id="nothing">
        No parties right now
      </h2>
      <p>A party begins with the first drop reported on a world and appears here by itself. To report one:</p>
      <pre tabIndex={0} aria-label="The command that reports a drop">
        <code>{line}</code>
      </pre>
      <p>
        <CopyButton text={line}>Copy</CopyButton>
      </p>
    </section>
  );
}

export function NoneMatch() {
  return (
    <div class="nothing">
      <p class="big">No party matches the filters</p>
      <button type="button" onClick={() => refine({ min: 0, worlds: '' })}>
        Show all
      </button>
    </div>
  );
}

function curlCommand(): string {
  const drop = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
  return `curl -s ${serverUrl}/drops -H 'content-type: application/json' -d '${JSON.stringify(drop)}'`;
}
