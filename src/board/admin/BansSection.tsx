import { ActionButton, RefusalText, useAction } from '../lobbies/player/action.tsx';
import { Field, Form, NoteField } from './Form.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';
import { Table } from './Table.tsx';

type Ban = { player_id: string; note?: string; banned_at: string | null };

/** Players who are banned from the server. */
export function BansSection() {
  const list = useLoaded<{ bans: Ban[] }>('bans');
  const banning = useAction();
  const lifting = useAction();
  return (
    <>
      <WhenLoaded of={list}>
        {({ bans }) => (
          <Table
            title="Bans"
            columns={['Player', 'Note', 'Since', 'Act']}
            empty="Nobody is banned."
            rows={bans.map(({ player_id, note = '', banned_at }) => ({
              key: player_id,
              cells: [
                <span class="given">{player_id}</span>,
                <span class="given">{note}</span>,
                <Moment at={banned_at} />,
                <ActionButton action={lifting} ask={() => act('DELETE', `bans/${encodeURIComponent(player_id)}`)}>
                  Lift the ban <span class="unseen">of {player_id}</span>
                </ActionButton>,
              ],
            }))}
          />
        )}
      </WhenLoaded>
      <RefusalText of={lifting} />
      <Form action={banning} label="Ban the player" ask={(fields) => act('POST', 'bans', fields)}>
        <Field label="Player id" name="player_id" isNeeded lengthMax={64} />
        <NoteField />
      </Form>
    </>
  );
}
