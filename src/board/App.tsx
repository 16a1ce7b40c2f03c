import './App.css';
import { useComputed, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { address, type View } from './address.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { DropBoard } from './drops/DropBoard.tsx';
import { History } from './history/History.tsx';
import { Link } from './Link.tsx';
import { boardConnection, runningDropParties } from './live/drop-parties.ts';
import { Lobbies } from './lobbies/Lobbies.tsx';
import { NoticeBanner } from './NoticeBanner.tsx';
import { ThemeToggle } from './ThemeToggle.tsx';
import { WorldPage } from './world/WorldPage.tsx';

const TITLES: Record<View, string> = { drops: 'Drop parties', history: 'History', lobbies: 'Lobbies' };

export function App() {
  const page = useComputed(() => {
    const { view, world } = address.value;
    return { view, world, title: world === null ? TITLES[view] : `World ${world}` };
  });
  const { view, world, title } = page.value;
  useSignalEffect(() => {
    const { size } = runningDropParties.value;
    const isFront = page.value.title === TITLES.drops;
    document.title = `${size > 0 ? `(${size}) ` : ''}${isFront ? '' : `${page.value.title} · `}Muster`;
  });
  const main = useFocusOnNewView(title);
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <Link class="name" to={{ view: 'drops', world: null }}>
          Muster
        </Link>
        <nav aria-label="Views">
          {(Object.keys(TITLES) as View[]).map((name) => (
            <Link key={name} to={{ view: name, world: null }} aria-current={name === view ? 'page' : undefined}>
              {TITLES[name]}
            </Link>
          ))}
        </nav>
        <ThemeToggle />
      </header>
      <NoticeBanner />
      <ConnectionBanner status={boardConnection.status} />
      <main id="content" tabIndex={-1} ref={main}>
        <h1 class="unseen">{title}</h1>
        <CurrentView view={view} world={world} />
      </main>
    </>
  );
}

function CurrentView({ view, world }: { view: View; world: number | null }) {
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

/** Moves the focus to the start of the content when the view changes: the element that had it is gone. */
function useFocusOnNewView(title: string) {
  const main = useRef<HTMLElement>(null);
  const shown = useRef(title);
  useEffect(() => {
    if (shown.current === title) return;
    shown.current = title;
    main.current?.focus({ preventScroll: true });
  }, [title]);
  return main;
}
