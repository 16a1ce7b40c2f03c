import { ActionButton, RefusalText, useAction } from '../lobbies/player/action.tsx';
import { Field, Form, NoteField } from './Form.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';
import { Table } from './Table.tsx';

type Mute = { reporter?: string; source?: string; note?: string; muted_at: string | null };

/** Reporters and sources of reports that are muted. */
export function MutesSection() {
  const list = useLoaded<{ mutes: Mute[] }>('mutes');
  const muting = useAction();
  const lifting = useAction();
  const mute = ({ kind = '', who = '', ...note }: Record<string, string>) =>
    act('POST', 'mutes', { [kind]: who, ...note });
  return (
    <>
      <WhenLoaded of={list}>
        {({ mutes }) => (
          <Table
            title="Mutes"
            columns={['Who', 'Note', 'Since', 'Act']}
            empty="Nobody is muted."
            rows={mutes.map(({ reporter, source, note = '', muted_at }) => {
              const muted = (reporter ?? source)!;
              return {
                key: muted,
                cells: [
                  <>
                    {reporter === undefined ? 'source' : 'reporter'} <code>{muted}</code>
                  </>,
                  <span class="given">{note}</span>,
                  <Moment at={muted_at} />,
                  <ActionButton action={lifting} ask={() => act('DELETE', `mutes/${muted}`)}>
                    Lift the mute <span class="unseen">of {muted}</span>
                  </ActionButton>,
                ],
              };
            })}
          />
        )}
      </WhenLoaded>
      <RefusalText of={lifting} />
      <Form action={muting} label="Mute" ask={mute}>
        <label>
          By
          <select name="kind">
            <option value="address">address</option>
            <option value="reporter">hash of a reporter</option>
            <option value="source">hash of a source</option>
          </select>
        </label>
        <Field label="Address or hash" name="who" isNeeded lengthMax={64} />
        <NoteField />
      </Form>
    </>
  );
}
