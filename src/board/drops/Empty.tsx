import './Empty.css';
import type { ReadonlySignal } from '@preact/signals';
import { NO_FILTERS, refine } from '../address.ts';
import { CopyButton } from '../CopyButton.tsx';
import { Lately } from './Lately.tsx';
import { serverUrl } from '../live/server.ts';

export function Connecting({ failures }: { failures: ReadonlySignal<number> }) {
  return (
    <div class="nothing" role="status">
      <p class="big">Connecting…</p>
      {failures.value > 0 && <p>The server does not answer yet. This page tries again by itself.</p>}
    </div>
  );
}

/** What happened before, and how to begin: a plugin, or a command to paste into a shell. */
export function NoDropParties() {
  const line = curlCommand();
  return (
    <section class="nothing" aria-labelledby="nothing">
      <h2 class="big" id="nothing">
        No parties right now
      </h2>
      <p>A party begins with the first drop reported on a world and appears here by itself.</p>
      <Lately />
      <h3>From RuneLite</h3>
      <p>
        A plugin reports what falls around you. In its settings, give <strong>Server</strong> this address and switch{' '}
        <strong>Report drops</strong> on:
      </p>
      <p>
        <code>{serverUrl}</code>{' '}
        <CopyButton text={serverUrl}>
          Copy<span class="unseen"> the address</span>
        </CopyButton>
      </p>
      <p>
        Its source is in <code>clients/runelite</code> of Muster. What it sends is described at{' '}
        <a href="./docs#/drops/reportDrop">POST /drops</a>.
      </p>
      <h3>From a shell</h3>
      <pre tabIndex={0} aria-label="The command that reports a drop">
        <code>{line}</code>
      </pre>
      <p>
        <CopyButton text={line}>
          Copy<span class="unseen"> the command</span>
        </CopyButton>
      </p>
    </section>
  );
}

export function NoneMatch() {
  return (
    <div class="nothing">
      <p class="big">No party matches the filters</p>
      <button type="button" onClick={() => refine(NO_FILTERS)}>
        Show all
      </button>
    </div>
  );
}

function curlCommand(): string {
  const drop = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
  return `curl -s ${serverUrl}/drops -H 'content-type: application/json' -d '${JSON.stringify(drop)}'`;
}
