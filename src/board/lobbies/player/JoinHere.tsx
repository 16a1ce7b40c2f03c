import { useId } from 'preact/hooks';
import type { ShownParty } from '../shown-party.ts';
import { RefusalText, useAction } from './action.tsx';
import { playerId } from './guest.ts';
import { newcomer, PasswordField, textOf } from './fields.tsx';
import { askLobby, party as mine } from './seat.ts';

/** The way into a listed party, for a player who is in none. What stands in its way is for the server to say. */
export function JoinHere({ party }: { party: ShownParty }) {
  const action = useAction(party);
  const id = useId();
  if (!playerId.value || mine.value !== null) return null;
  const join = (event: SubmitEvent) => {
    event.preventDefault();
    const password = textOf(event.currentTarget as HTMLFormElement, 'password');
    const { party_id } = party;
    void action.try(() => askLobby('party.join', { party_id, ...(password && { password }), ...newcomer() }));
  };
  return (
    <form class="join" onSubmit={join}>
      {party.has_password && <PasswordField id={id} />}
      <button aria-busy={action.isBusy.value || undefined}>
        Join <span class="unseen given">{party.name}</span>
      </button>
      <RefusalText of={action} />
    </form>
  );
}
