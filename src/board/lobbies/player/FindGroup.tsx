import { counted } from '../../format/gp-notation.ts';
import { ActionButton, RefusalText, useAction } from './action.tsx';
import { newcomer, textOf } from './fields.tsx';
import { lostTicket, ownTicket, type TicketMessage, waitingQueues } from './group-ticket.ts';
import { askLobby } from './lobby-connection.ts';

/** Looks for a group: for a player in no party, or for the members of a party that its leader opens to others. */
export function FindGroup() {
  const message = ownTicket.value;
  return (
    <div class="find-group">
      <h3>Find me a group</h3>
      {message ? <Search message={message} /> : <Wishes />}
      <Waiting />
    </div>
  );
}

function Wishes() {
  const action = useAction();
  const search = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const region = textOf(form, 'group-region').trim();
    const asked = {
      game_type: textOf(form, 'group-type'),
      players_max: Number(textOf(form, 'group-size')),
      ...(region !== '' && { regions: [{ region }], gives_way: { regions: 60 } }),
    };
    void action.try(() => askLobby('queue.join', { ...asked, ...newcomer() }));
  };
  return (
    <form onSubmit={search}>
      <div class="row">
        <label>
          Play
          <select name="group-type">
            <option value="coop">together</option>
            <option value="pvp">against each other</option>
          </select>
        </label>
        <label>
          Players at most
          <input name="group-size" type="number" min="2" max="32" defaultValue="4" />
        </label>
        <label>
          Where
          <input class="given" name="group-region" placeholder="anywhere" autocomplete="off" />
        </label>
        <button class="main" aria-busy={action.isBusy.value || undefined}>
          Find me a group
        </button>
      </div>
      {lostTicket.value && <p class="quiet">The last search has ended: {lostTicket.value.replaceAll('_', ' ')}.</p>}
      <RefusalText of={action} />
    </form>
  );
}

function Search({ message: { ticket, queue } }: { message: TicketMessage }) {
  const action = useAction(ticket.status);
  const { match } = ticket;
  if (match) {
    return (
      <>
        <p>
          Found a group of {match.players}; accepted so far: {match.accepted}.
        </p>
        <div class="row">
          <ActionButton class="main" action={action} ask={() => askLobby('queue.accept', { match_id: match.match_id })}>
            Accept
          </ActionButton>
          <ActionButton action={action} ask={() => askLobby('queue.decline', { match_id: match.match_id })}>
            Decline
          </ActionButton>
        </div>
        <RefusalText of={action} />
      </>
    );
  }
  return (
    <>
      <output>{queue && `Place ${queue.place}: ${queue.text}.`}</output>
      <div class="row">
        <ActionButton action={action} ask={() => askLobby('queue.leave', {})}>
          Stop looking
        </ActionButton>
      </div>
      <RefusalText of={action} />
    </>
  );
}

/** The live queue. */
function Waiting() {
  if (waitingQueues.value.length === 0) return <p class="quiet">Nobody is in the queue.</p>;
  return (
    <ul class="quiet" aria-label="In the queue">
      {waitingQueues.value.map(({ game_type, region, players }) => (
        <li key={`${game_type} ${region}`}>
          {counted(players, 'player')}, {game_type}
          {region !== '' && `, ${region}`}
        </li>
      ))}
    </ul>
  );
}
