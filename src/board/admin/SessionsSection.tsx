import { RefusalText, useAction } from '../lobbies/player/action.tsx';
import { ConfirmButton } from './ConfirmButton.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';
import { Table } from './Table.tsx';

type Session = { session_id: string; lobby: string; party: string[]; status: string; created_at: string };

/** The sessions that are not complete, newest first. */
export function SessionsSection() {
  const list = useLoaded<{ sessions: Session[]; next_cursor?: string }>('sessions');
  const action = useAction();
  return (
    <>
      <RefusalText of={action} />
      <WhenLoaded of={list}>
        {({ sessions, next_cursor }) => (
          <>
            <Table
              title="Sessions"
              columns={['Players', 'Lobby', 'Status', 'Made', 'Act']}
              empty="There are none."
              rows={sessions.map(({ session_id, lobby, party, status, created_at }) => ({
                key: session_id,
                cells: [
                  <span class="given">{party.join(', ')}</span>,
                  <span class="given">{lobby}</span>,
                  status === 'waiting' ? 'waiting' : 'in progress',
                  <Moment at={created_at} />,
                  <ConfirmButton
                    action={action}
                    label="Close"
                    to={`the session of ${party.join(', ')}`}
                    question="It ends as abandoned."
                    ask={() => act('POST', `sessions/${session_id}/close`, {})}
                  />,
                ],
              }))}
            />
            {next_cursor !== undefined && <p class="quiet">There are more than a hundred.</p>}
          </>
        )}
      </WhenLoaded>
    </>
  );
}
