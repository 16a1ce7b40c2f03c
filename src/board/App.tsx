import { address, go, link, type View } from './address.ts';
import { DropBoard } from './drops/DropBoard.tsx';
import { History } from './history/History.tsx';
import { board } from './live/drop-parties.ts';
import { Lobbies } from './lobbies/Lobbies.tsx';
import { LinkBanner } from './LinkBanner.tsx';
import { WorldPage } from './world/WorldPage.tsx';

const TITLES: Record<View, string> = { drops: 'Drop parties', history: 'History', lobbies: 'Lobbies' };

export function App() {
  const { view, world } = address.value;
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <a class="name" href="/" onClick={(event) => follow(event, { view: 'drops', world: null })}>
          Muster
        </a>
        <nav aria-label="Views">
          {(Object.keys(TITLES) as View[]).map((name) => (
            <a
              key={name}
              href={link({ view: name, world: null })}
              aria-current={name === view ? 'page' : undefined}
              onClick={(event) => follow(event, { view: name, world: null })}
            >
              {TITLES[name]}
            </a>
          ))}
        </nav>
      </header>
      <LinkBanner status={board.status} />
      <main id="content" tabIndex={-1}>
        <h1 class="unseen">{world === null ? TITLES[view] : `World ${world}`}</h1>
        <Shown view={view} world={world} />
      </main>
    </>
  );
}

function Shown({ view, world }: { view: View; world: number | null }) {
  switch (view) {
    case 'drops':
      return world === null ? <DropBoard /> : <WorldPage key={world} world={world} />;
    case 'history':
      return <History />;
    case 'lobbies':
      return <Lobbies />;
    default:
      return view satisfies never;
  }
}

/** Links are real, so that they can be copied and opened elsewhere; here they change the view without loading the page again. */
function follow(event: MouseEvent, changes: Parameters<typeof go>[0]): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  go(changes);
}
