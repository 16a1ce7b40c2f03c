import { NOTICE_LENGTH_MAX } from '../../protocol/limits.ts';
import { ActionButton, RefusalText, useAction } from '../lobbies/player/action.tsx';
import { Field, Form } from './Form.tsx';
import { useLoaded, WhenLoaded } from './loaded.tsx';
import { Moment } from './Moment.tsx';
import { act } from './server.ts';

type Notice = { text: string; at: string | null; until: string | null };

/** What everybody who is connected is told. */
export function NoticeSection() {
  const current = useLoaded<{ notice: Notice | null }>('../notice');
  const posting = useAction();
  const clearing = useAction();
  const post = ({ text = '', until }: Record<string, string>) =>
    act('POST', 'notice', { text, ...(until !== undefined && { until: new Date(until).toISOString() }) });
  return (
    <>
      <WhenLoaded of={current}>
        {({ notice }) =>
          notice === null ? (
            <p class="quiet">There is none.</p>
          ) : (
            <p>
              <strong class="given">{notice.text}</strong> <span class="quiet">posted</span> <Moment at={notice.at} />
              {notice.until !== null && (
                <>
                  , <span class="quiet">until</span> <Moment at={notice.until} />
                </>
              )}{' '}
              <ActionButton action={clearing} ask={() => act('DELETE', 'notice')}>
                Clear the notice
              </ActionButton>
              <RefusalText of={clearing} />
            </p>
          )
        }
      </WhenLoaded>
      <Form action={posting} label="Post the notice" ask={post}>
        <Field label="Text" name="text" isNeeded lengthMax={NOTICE_LENGTH_MAX} />
        <label>
          Until (optional)
          <input name="until" type="datetime-local" />
        </label>
      </Form>
    </>
  );
}
