import { useSignal } from '@preact/signals';
import { CopyButton } from '../CopyButton.tsx';
import { RefusalText, useAction } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { Field, Form } from './Form.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';
import { Table } from './Table.tsx';

type Key = { name: string; created_at: string | null };
type NewKey = Key & { key: string };

/** The keys of trusted reporters. */
export function KeysSection() {
  const list = useLoaded<{ keys: Key[] }>('keys');
  const made = useSignal<NewKey | null>(null);
  const making = useAction();
  const revoking = useAction();
  const make = async ({ name = '' }: Record<string, string>) => {
    made.value = await act<NewKey>('POST', 'keys', { name });
  };
  const revoke = async (name: string) => {
    await act('DELETE', `keys/${encodeURIComponent(name)}`);
    if (made.value?.name === name) made.value = null;
  };
  return (
    <>
      <WhenLoaded of={list}>
        {({ keys }) => (
          <Table
            title="Ingest keys"
            columns={['Name', 'Made', 'Act']}
            empty="There are none."
            rows={keys.map(({ name, created_at }) => ({
              key: name,
              cells: [
                <span class="given">{name}</span>,
                <Moment at={created_at} />,
                <ConfirmButton
                  action={revoking}
                  label="Revoke"
                  to={name}
                  question="Its reports will be refused."
                  ask={() => revoke(name)}
                />,
              ],
            }))}
          />
        )}
      </WhenLoaded>
      <RefusalText of={revoking} />
      <Form action={making} label="Make a key" ask={make}>
        <Field label="Name" name="name" isNeeded lengthMax={64} />
      </Form>
      <div role="status">
        {made.value && (
          <p class="made">
            The key of <strong class="given">{made.value.name}</strong>, which is not shown again:{' '}
            <code class="given">{made.value.key}</code>{' '}
            <CopyButton key={made.value.key} text={made.value.key}>
              Copy the key
            </CopyButton>
          </p>
        )}
      </div>
    </>
  );
}
