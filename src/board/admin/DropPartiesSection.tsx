import { useSignal } from '@preact/signals';
import { confirmedWords } from '../format/confirmed.ts';
import { count } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { type Action, RefusalText, useAction } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { DropsTable } from './DropsTable.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';

type Party = {
  id: number;
  world: number;
  is_active: boolean;
  total_drops: number;
  total_value: number;
  confirmed_value: number;
  created_at: string;
  ended_at: string | null;
};

/** The running drop parties, the highest claimed value first, or one that has ended; each with its newest drops. */
export function DropPartiesSection() {
  const id = useSignal('');
  const query = /^\d+$/.test(id.value) ? `?party_id=${id.value}` : '';
  const list = useLoaded<{ parties: Party[] }>(`drop-parties${query}`);
  const action = useAction();
  return (
    <>
      <label class="search">
        Only the party with this id, which may have ended
        <input
          type="search"
          inputMode="numeric"
          autocomplete="off"
          placeholder="party id"
          onChange={(event) => (id.value = event.currentTarget.value.trim())}
        />
      </label>
      <RefusalText of={action} />
      <WhenLoaded of={list}>
        {({ parties }) => (
          <>
            {parties.length === 0 && <p class="quiet">There are none.</p>}
            <ul class="parties">
              {parties.map((party) => (
                <PartyItem key={party.id} party={party} action={action} />
              ))}
            </ul>
          </>
        )}
      </WhenLoaded>
    </>
  );
}

function PartyItem({ party, action }: { party: Party; action: Action }) {
  const { id, world, is_active, total_drops, total_value, created_at, ended_at } = party;
  const isOpen = useSignal(false);
  return (
    <li>
      <h3>World {world}</h3>
      <p class="quiet">
        party {id}, <Gp value={total_value} /> in {total_drops === 1 ? '1 drop' : `${count(total_drops)} drops`}{' '}
        {confirmedWords(party)}, since <Moment at={created_at} />
        {!is_active && (
          <>
            , ended <Moment at={ended_at} />
          </>
        )}
      </p>
      {is_active && (
        <ConfirmButton
          action={action}
          label="End"
          to={`the party on world ${world}`}
          question="The next drop there starts another."
          ask={() => act('POST', `drop-parties/${id}/end`, {})}
        />
      )}
      <details onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
        <summary>Newest drops on world {world}</summary>
        {isOpen.value && <DropsTable party={id} action={action} />}
      </details>
    </li>
  );
}
