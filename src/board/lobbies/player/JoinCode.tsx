import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { link } from '../../address.ts';
import type { MemberParty } from '../../../domain/parties/views.ts';

export function JoinCode({ party }: { party: MemberParty }) {
  const { join_code: code, lobby } = party;
  const shown = useRef<HTMLElement>(null);
  const said = useState(() => signal(''))[0];
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      said.value = 'Copied.';
    } catch {
      // Over plain http, other than from this machine, browsers give pages no clipboard.
      getSelection()?.selectAllChildren(shown.current!);
      said.value = 'The browser does not let pages copy here; the code is selected for you.';
    }
  };
  return (
    <div class="join-code">
      <p>
        Join code{' '}
        <code class="code" ref={shown}>
          {code}
        </code>{' '}
        <button type="button" class="small" onClick={() => void copy()}>
          Copy<span class="unseen"> the join code</span>
        </button>{' '}
        <output class="quiet">{said}</output>
      </p>
      <p>
        {/* Without an opener the new window has a session storage of its own, and so is another player. */}
        <a href={link({ view: 'lobbies', lobby, code })} target="_blank" rel="noopener">
          Join in a second window
        </a>
      </p>
    </div>
  );
}
