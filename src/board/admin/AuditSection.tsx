import { useSignal } from '@preact/signals';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { Table } from './Table.tsx';

type LoggedAct = { id: number; at: string; who: string; act: string; target: string; details: Record<string, unknown> };

/** What admins have done, newest first, a page at a time. */
export function AuditSection() {
  /** The cursors of the pages so far, without the first page's. */
  const cursors = useSignal<string[]>([]);
  const cursor = cursors.value.at(-1);
  const page = useLoaded<{ acts: LoggedAct[]; next_cursor?: string }>(
    `audit?limit=25${cursor === undefined ? '' : `&cursor=${cursor}`}`,
  );
  return (
    <WhenLoaded of={page}>
      {({ acts, next_cursor }) => (
        <>
          <Table
            title="Audit log"
            columns={['When', 'From', 'Act', 'To', 'More']}
            empty="Nothing has been done."
            rows={acts.map(({ id, at, who, act, target, details }) => ({
              key: id,
              cells: [
                <Moment at={at} />,
                who,
                act.replaceAll('_', ' '),
                <span class="given">{target}</span>,
                <span class="given">{inWords(details)}</span>,
              ],
            }))}
          />
          <p class="row">
            {cursors.value.length > 0 && (
              <button type="button" onClick={() => (cursors.value = cursors.value.slice(0, -1))}>
                Later acts
              </button>
            )}
            {next_cursor !== undefined && (
              <button type="button" onClick={() => (cursors.value = [...cursors.value, next_cursor])}>
                Earlier acts
              </button>
            )}
          </p>
        </>
      )}
    </WhenLoaded>
  );
}

function inWords(details: Record<string, unknown>): string {
  return Object.entries(details)
    .map(
      ([name, value]) => `${name.replaceAll('_', ' ')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
}
