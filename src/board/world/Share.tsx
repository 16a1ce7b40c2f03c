import './Share.css';
import { CopyButton } from '../CopyButton.tsx';
import { serverUrl } from '../live/server.ts';

/** The address of this page, and for a world what can be put into other pages. */
export function Share({ path, world }: { path: string; world?: number }) {
  return (
    <div class="share">
      <CopyButton text={`${serverUrl}/${path}`}>Copy link</CopyButton>
      {world !== undefined && (
        <details>
          <summary>Embed</summary>
          <p>
            A live card for a web page:{' '}
            <CopyButton text={cardOf(world)}>
              Copy<span class="unseen"> the card</span>
            </CopyButton>
          </p>
          <pre tabIndex={0} aria-label="The card">
            {cardOf(world)}
          </pre>
          <p>
            A badge for a forum or a README:{' '}
            <CopyButton text={badgeOf(world)}>
              Copy<span class="unseen"> the badge</span>
            </CopyButton>
          </p>
          <pre tabIndex={0} aria-label="The badge">
            {badgeOf(world)}
          </pre>
        </details>
      )}
    </div>
  );
}

function cardOf(world: number): string {
  return `<iframe src="${serverUrl}/embed/world/${world}" title="World ${world}" width="300" height="230"></iframe>`;
}

function badgeOf(world: number): string {
  return `[![World ${world}](${serverUrl}/badge/world/${world}.svg)](${serverUrl}/?world=${world})`;
}
