import { useSignal } from '@preact/signals';
import { passed } from './passed.ts';

/** The protocol of what was just felt, for who means to write a client. */
export function Sent() {
  const isOpen = useSignal(false);
  return (
    <details class="sent" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>What was sent</summary>
      {isOpen.value && <Messages />}
    </details>
  );
}

function Messages() {
  return (
    <>
      <p class="quiet">The newest first; what is secret is “…”. The lobby and the run send their states besides.</p>
      {passed.value.length === 0 ? (
        <p>Nothing yet.</p>
      ) : (
        <ol tabIndex={0} aria-label="Messages">
          {passed.value.map(({ id, way, type, json }) => (
            <li key={id} data-way={way}>
              <span class="way">{way === 'sent' ? '→ sent' : '← received'}</span> <code>{type}</code>
              <pre class="given">{json}</pre>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
