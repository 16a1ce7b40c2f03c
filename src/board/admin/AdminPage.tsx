import type { ComponentType } from 'preact';
import { Panel } from '../Panel.tsx';
import { ThemeToggle } from '../ThemeToggle.tsx';
import { AuditSection } from './AuditSection.tsx';
import { BansSection } from './BansSection.tsx';
import { DrainSection } from './DrainSection.tsx';
import { DropPartiesSection } from './DropPartiesSection.tsx';
import { DungeonPartiesSection } from './DungeonPartiesSection.tsx';
import { KeysSection } from './KeysSection.tsx';
import { MutesSection } from './MutesSection.tsx';
import { NoticeSection } from './NoticeSection.tsx';
import { ReportersSection } from './ReportersSection.tsx';
import { SessionsSection } from './SessionsSection.tsx';
import { acts } from './server.ts';
import { SharesSection } from './SharesSection.tsx';

/** The page's parts, in order: one for each subject of src/http/admin-endpoints.ts. */
const SECTIONS: { id: string; title: string; Section: ComponentType }[] = [
  { id: 'notice', title: 'Notice', Section: NoticeSection },
  { id: 'drop-parties', title: 'Drop parties', Section: DropPartiesSection },
  { id: 'reporters', title: 'Suspect reporters', Section: ReportersSection },
  { id: 'dungeon-parties', title: 'Dungeon parties', Section: DungeonPartiesSection },
  { id: 'sessions', title: 'Sessions', Section: SessionsSection },
  { id: 'bans', title: 'Bans', Section: BansSection },
  { id: 'mutes', title: 'Mutes', Section: MutesSection },
  { id: 'keys', title: 'Ingest keys', Section: KeysSection },
  { id: 'shares', title: 'Shares', Section: SharesSection },
  { id: 'audit', title: 'Audit log', Section: AuditSection },
  { id: 'drain', title: 'Drain', Section: DrainSection },
];

export function AdminPage() {
  return (
    <>
      <a class="skip" href="#content">
        Skip to content
      </a>
      <header class="top">
        <h1>Muster admin</h1>
        <nav aria-label="Sections">
          {SECTIONS.map(({ id, title }) => (
            <a key={id} href={`#${id}`}>
              {title}
            </a>
          ))}
        </nav>
        <button type="button" onClick={() => (acts.value += 1)}>
          Refresh
        </button>
        <ThemeToggle />
      </header>
      <main id="content" tabIndex={-1} class="admin panels">
        {SECTIONS.map(({ id, title, Section }) => (
          <div key={id} id={id}>
            <Panel title={title} isRegion>
              <Section />
            </Panel>
          </div>
        ))}
      </main>
    </>
  );
}
