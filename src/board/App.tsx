import './App.css';
import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type Address, address, type View } from './address.ts';
import { AlertNews } from './alerts/AlertNews.tsx';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { DropBoard } from './drops/DropBoard.tsx';
import { History } from './history/History.tsx';
import { Link } from './Link.tsx';
import { connectionStatus } from './live/all-connections.ts';
import { runningDropParties } from './live/drop-parties.ts';
import { Lobbies } from './lobbies/Lobbies.tsx';
import { NoticeBanner } from './NoticeBanner.tsx';
import { PartyPage } from './party/PartyPage.tsx';
import { Search } from './search/Search.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';
import { WorldPage } from './world/WorldPage.tsx';

const TITLES: Record<View, string> = {
  drops: 'Drop parties',
  history: 'History',
  search: 'Search',
  lobbies: 'Lobbies',
};

/** What leads from any page to the start of a view. */
const NO_PAGE = { world: null, party: null } as const;

export function App() {
  const page = useComputed(() => {
    const { view, world, party } = address.value;
    return { view, world, party, title: titleOf(address.value) };
  });
  const { view, world, party, title } = page.value;
  useSignalEffect(() => {
    const { size } = runningDropParties.value;
    const isFront = page.value.title === TITLES.drops;
    document.title = `${size > 0 ? `(${size}) ` : ''}${isFront ? '' : `${page.value.title} · `}Muster`;
  });
  const main = useFocusOnNewView(title);
  // The pages of a world and of a party show what they are about.
  const hasOwnHeading = view === 'drops' && (world !== null || party !== null);
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <Link class="name" to={{ view: 'drops', ...NO_PAGE }}>
          Muster
        </Link>
        <nav aria-label="Views">
          {(Object.keys(TITLES) as View[]).map((name) => (
            <Link key={name} to={{ view: name, ...NO_PAGE }} aria-current={name === view ? 'page' : undefined}>
              {TITLES[name]}
            </Link>
          ))}
        </nav>
        <ThemeToggle />
      </header>
      <NoticeBanner />
      <ConnectionBanner status={connectionStatus} />
      <AlertNews />
      <main id="content" tabIndex={-1} ref={main}>
        {!hasOwnHeading && <h1 class="unseen">{title}</h1>}
        <CurrentView view={view} world={world} party={party} />
      </main>
      <footer class="bottom">
        <a href="./docs">API</a>
        <a href="./redoc">Reference</a>
        <a href="./openapi.json">OpenAPI</a>
        <a href="./asyncapi.json">AsyncAPI</a>
      </footer>
    </>
  );
}

function titleOf({ view, world, party }: Address): string {
  if (view !== 'drops') return TITLES[view];
  if (party !== null) return `Party ${party}`;
  return world === null ? TITLES.drops : `World ${world}`;
}

function CurrentView({ view, world, party }: Pick<Address, 'view' | 'world' | 'party'>) {
  switch (view) {
    case 'drops':
      if (party !== null) return <PartyPage key={party} id={party} />;
      return world === null ? <DropBoard /> : <WorldPage key={world} world={world} />;
    case 'history':
      return <History />;
    case 'search':
      return <Search />;
    case 'lobbies':
      return <Lobbies />;
    default:
      return view satisfies never;
  }
}

/** Moves the focus to the start of the content when the view changes: the element that had it is gone. */
function useFocusOnNewView(title: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(title);
  useEffect(() => {
    if (shown.current === title) return;
    shown.current = title;
    // Back may have put it on the card that was opened.
    if (main.current?.contains(document.activeElement) && document.activeElement !== main.current) return;
    main.current?.focus({ preventScroll: true });
  }, [title]);
  return main;
}
