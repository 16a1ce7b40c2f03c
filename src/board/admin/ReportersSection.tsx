import { count } from '../format/gp-notation.ts';
import { RefusalText, useAction } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { act } from './server.ts';
import { Table } from './Table.tsx';

type Reporter = { reporter: string | null; source: string | null; suspect_drops: number };

/** Who claims values that are far from the price table's. */
export function ReportersSection() {
  const list = useLoaded<{ reporters: Reporter[] }>('reporters');
  const action = useAction();
  return (
    <>
      <RefusalText of={action} />
      <WhenLoaded of={list}>
        {({ reporters }) => (
          <Table
            title="Suspect reporters"
            columns={['Reporter', 'Address', 'Suspect drops', 'Act']}
            empty="No drop is far from its price."
            rows={reporters.map(({ reporter, source, suspect_drops }) => ({
              key: `${reporter} ${source}`,
              cells: [
                reporter === null ? 'nobody by name' : <code>{reporter}</code>,
                source === null ? 'unknown' : <code>{source}</code>,
                count(suspect_drops),
                source !== null && (
                  <ConfirmButton
                    action={action}
                    label="Mute the address"
                    to={source}
                    question="Its reports are ignored, and what only it confirmed counts as unconfirmed."
                    ask={() => act('POST', 'mutes', { source })}
                  />
                ),
              ],
            }))}
          />
        )}
      </WhenLoaded>
    </>
  );
}
