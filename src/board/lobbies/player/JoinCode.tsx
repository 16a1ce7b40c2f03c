import { link } from '../../address.ts';
import { CopyButton } from '../../CopyButton.tsx';
import type { MemberDungeonParty } from '../../../domain/dungeons/dungeon-party-views.ts';

export function JoinCode({ party }: { party: MemberDungeonParty }) {
  const { join_code: code, lobby } = party;
  return (
    <div class="join-code">
      <p>
        Join code <code class="code">{code}</code>{' '}
        <CopyButton text={code}>
          Copy<span class="unseen"> the join code</span>
        </CopyButton>
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
