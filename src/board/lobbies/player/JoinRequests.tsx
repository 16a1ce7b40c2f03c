import { useComputed } from '@preact/signals';
import type { JoinRequestView, MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';
import { spanInWords } from '../../format/time.ts';
import { second } from '../../live/second.ts';
import { ActionButton, RefusalText, useAction } from './action.tsx';
import { newcomer } from './fields.tsx';
import { askLobby, joinRequests, showJoinRequest } from './lobby-connection.ts';

/** Who asks to be let into the player's party. Only its leader can answer. */
export function JoinRequests({ party, isLeader }: { party: MemberDungeonParty; isLeader: boolean }) {
  return (
    <div class="invites" role="status" aria-label="Requests to join">
      {party.requests.map((request) => (
        <RequestRow key={request.player_id} request={request} isLeader={isLeader} />
      ))}
    </div>
  );
}

function RequestRow({ request, isLeader }: { request: JoinRequestView; isLeader: boolean }) {
  const { player_id: target_id, name, message, expires_at } = request;
  const action = useAction();
  const left = useComputed(() => spanInWords(Math.max(0, expires_at - second.value)));
  return (
    <div class="invite">
      <p>
        <strong class="given">{name}</strong> asks to be let in, for {left}.
        {message !== '' && <span class="given"> {message}</span>}
      </p>
      {isLeader && (
        <div class="row">
          <ActionButton action={action} class="main" ask={() => askLobby('party.accept_request', { target_id })}>
            Let in<span class="unseen given"> {name}</span>
          </ActionButton>
          <ActionButton action={action} ask={() => askLobby('party.decline_request', { target_id })}>
            Decline<span class="unseen given"> {name}</span>
          </ActionButton>
        </div>
      )}
      <RefusalText of={action} />
    </div>
  );
}

const STATES: Record<string, string> = {
  waiting: 'Asked. The leader has 10 minutes to answer.',
  declined: 'The leader has declined.',
  expired: 'Nobody has answered.',
};

/** Asks a listed party that the player has no password for. */
export function AskToJoin({ party: { party_id, name } }: { party: { party_id: string; name: string } }) {
  const action = useAction();
  const state = joinRequests.value.get(party_id) ?? '';
  const ask = async () => {
    await askLobby('party.request', { party_id, ...newcomer() });
    showJoinRequest(party_id, 'waiting');
  };
  return (
    <>
      {state !== 'waiting' && (
        <ActionButton action={action} ask={ask}>
          Ask to be let in<span class="unseen given"> to {name}</span>
        </ActionButton>
      )}
      <output class="quiet">{STATES[state]}</output>
      <RefusalText of={action} />
    </>
  );
}
