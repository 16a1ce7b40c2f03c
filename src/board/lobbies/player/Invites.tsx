import { useComputed } from '@preact/signals';
import { spanInWords } from '../../format/time.ts';
import { second } from '../../live/second.ts';
import { ActionButton, RefusalText, useAction } from './action.tsx';
import { newcomer } from './fields.tsx';
import { askLobby, forgetInvite, type Invite, invites } from './lobby-connection.ts';

/** The player's invitations that can still be accepted. */
export function Invites() {
  const open = invites.value.filter(({ expires_at }) => second.value < expires_at);
  return (
    <div class="invites" role="status" aria-label="Invitations">
      {open.map((invite) => (
        <InviteRow key={invite.party_id} invite={invite} />
      ))}
    </div>
  );
}

function InviteRow({ invite: { party_id, name, by, expires_at } }: { invite: Invite }) {
  const action = useAction();
  const left = useComputed(() => spanInWords(expires_at - second.value));
  const answer = async (type: 'party.accept_invite' | 'party.decline_invite') => {
    await askLobby(type, { party_id, ...(type === 'party.accept_invite' && newcomer()) });
    forgetInvite(party_id);
  };
  return (
    <div class="invite">
      <p>
        <strong class="given">{name}</strong>: <span class="given">{by}</span> invites you, for {left}.
      </p>
      <div class="row">
        <ActionButton action={action} class="main" ask={() => answer('party.accept_invite')}>
          Accept
        </ActionButton>
        <ActionButton action={action} ask={() => answer('party.decline_invite')}>
          Decline
        </ActionButton>
      </div>
      <RefusalText of={action} />
    </div>
  );
}
