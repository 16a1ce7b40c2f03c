import './MessageLog.css';
import { useSignal } from '@preact/signals';
import { messageLog } from './messages.ts';

/** Shows the protocol behind what the player just did, for those who write a client. */
export function MessageLog() {
  const isOpen = useSignal(false);
  return (
    <details class="message-log" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>What was sent</summary>
      {isOpen.value && <Messages />}
    </details>
  );
}

function Messages() {
  return (
    <>
      <p class="quiet">
        Newest first; secrets are shown as “…”. The states of the lobby and of the run are sent as well, but not listed
        here.
      </p>
      {messageLog.value.length === 0 ? (
        <p>Nothing yet.</p>
      ) : (
        <ol tabIndex={0} aria-label="Messages">
          {messageLog.value.map(({ id, direction, type, json }) => (
            <li key={id} data-direction={direction}>
              <span class="direction">{direction === 'sent' ? '→ sent' : '← received'}</span> <code>{type}</code>
              <pre class="given">{json}</pre>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
