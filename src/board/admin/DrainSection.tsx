import { useSignal } from '@preact/signals';
import { RefusalText, useAction } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { act } from './server.ts';

/** Ends the server once everybody is served. */
export function DrainSection() {
  const action = useAction();
  const isDraining = useSignal(false);
  const drain = async () => {
    await act('POST', 'drain');
    isDraining.value = true;
  };
  return (
    <>
      <p>
        The server takes nothing new, answers what it has, stores everything and ends. Whatever runs it may start it
        again.
      </p>
      <ConfirmButton action={action} label="Drain the server" question="Everybody is disconnected." ask={drain} />
      <RefusalText of={action} />
      <output>{isDraining.value && 'The server is draining.'}</output>
    </>
  );
}
