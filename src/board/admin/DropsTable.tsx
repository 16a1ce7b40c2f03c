import { doubtAbout } from '../format/confirmed.ts';
import { count } from '../format/gp-notation.ts';
import { Gp } from '../format/Gp.tsx';
import { type Action, ActionButton } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';
import { Table } from './Table.tsx';

const SHOWN_MAX = 25;

type Voucher = { reporter: string | null; source: string | null; key: string | null };

type JudgedDrop = {
  number: number;
  item_name: string;
  quantity: number;
  value: number;
  dropped_at: string;
  witnesses: number;
  confirmed: boolean;
  suspect: boolean;
  removed: boolean;
  claim: Voucher;
};

/** The newest drops of a party, and what can be done about each. */
export function DropsTable({ party, action }: { party: number; action: Action }) {
  const list = useLoaded<{ drops: JudgedDrop[] }>(`drops?party_id=${party}&limit=${SHOWN_MAX}`);
  return (
    <WhenLoaded of={list}>
      {({ drops }) => (
        <Table
          title={`Drops of party ${party}`}
          columns={['Time', 'Item', 'Value', 'Claimed by', 'Act']}
          empty="It has no drops."
          rows={drops.map((drop) => ({
            key: drop.number,
            cells: [
              <Moment at={drop.dropped_at} />,
              <>
                {drop.quantity > 1 && `${count(drop.quantity)} × `}
                <span class="given">{drop.item_name}</span>
              </>,
              <>
                <Gp value={drop.value} /> <span class="doubt">{drop.removed ? 'removed' : doubtAbout(drop)}</span>
              </>,
              <ClaimedBy {...drop} />,
              <DropActs party={party} drop={drop} action={action} />,
            ],
          }))}
        />
      )}
    </WhenLoaded>
  );
}

function ClaimedBy({ claim, witnesses }: JudgedDrop) {
  const { reporter, key } = claim;
  return (
    <>
      {reporter === null ? 'nobody by name' : <code>{reporter}</code>}
      {key !== null && (
        <>
          {' '}
          with key <span class="given">{key}</span>
        </>
      )}
      {witnesses > 1 && <span class="quiet"> and {count(witnesses - 1)} more</span>}
    </>
  );
}

function DropActs({ party, drop, action }: { party: number; drop: JudgedDrop; action: Action }) {
  const { number, item_name, removed, confirmed, claim } = drop;
  const path = `drop-parties/${party}/drops/${number}`;
  const muted = claim.reporter === null ? { source: claim.source } : { reporter: claim.reporter };
  return (
    <>
      {!removed && !confirmed && (
        <ActionButton action={action} ask={() => act('POST', `${path}/confirm`, {})}>
          Confirm <span class="unseen">{item_name}</span>
        </ActionButton>
      )}{' '}
      {!removed && (
        <ConfirmButton
          action={action}
          label="Remove"
          to={item_name}
          question="It cannot be put back."
          ask={() => act('DELETE', path)}
        />
      )}{' '}
      {(claim.reporter ?? claim.source) !== null && (
        <ConfirmButton
          action={action}
          label={claim.reporter === null ? 'Mute the address' : 'Mute the reporter'}
          to={`of ${item_name}`}
          question="Its reports are ignored, and what only it confirmed counts as unconfirmed."
          ask={() => act('POST', 'mutes', muted)}
        />
      )}
    </>
  );
}
