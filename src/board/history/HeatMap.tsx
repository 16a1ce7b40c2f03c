import './HeatMap.css';
import { useMemo } from 'preact/hooks';
import { counted, count } from '../format/gp-notation.ts';
import { Panel } from '../Panel.tsx';
import type { EndedDropParty } from './ended-drop-parties.ts';
import { heat, level } from './history-figures.ts';

/** Any Monday. Only the names of the weekdays are shown. */
const MONDAY = Date.UTC(2024, 0, 1, 12);
const DAY_MS = 24 * 3_600_000;

/** A phone has no room for more labels. */
const HOURS_BETWEEN_LABELS = 3;

const SHORT = new Intl.DateTimeFormat(undefined, { weekday: 'short', timeZone: 'UTC' });
const LONG = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' });
/** As the browser knows it: Europe/London. */
const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The hours of the week, coloured by how many parties ran in them. */
export function HeatMap({ parties }: { parties: readonly EndedDropParty[] }) {
  const week = useMemo(() => heat(parties), [parties]);
  const most = Math.max(...week.flat());
  return (
    <Panel title="When parties happen">
      <table class="heat">
        <caption class="note">Parties that ran in each hour of the week, in your time zone ({ZONE}).</caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                <span class={hour % HOURS_BETWEEN_LABELS === 0 ? undefined : 'unseen'}>{hour}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.map((hours, weekday) => (
            <Weekday key={weekday} weekday={weekday} hours={hours} most={most} />
          ))}
        </tbody>
      </table>
      <Scale most={most} />
    </Panel>
  );
}

/** What the colours mean: from no party to the most in one hour. */
function Scale({ most }: { most: number }) {
  return (
    <p class="scale">
      0
      {LEVELS.map((level) => (
        <span key={level} class="step" data-level={level} aria-hidden="true" />
      ))}
      {counted(most, 'party', 'parties')}
    </p>
  );
}

const LEVELS = [0, 1, 2, 3, 4];

function Weekday({ weekday, hours, most }: { weekday: number; hours: readonly number[]; most: number }) {
  const at = MONDAY + weekday * DAY_MS;
  return (
    <tr>
      <th scope="row">
        <abbr title={LONG.format(at)}>{SHORT.format(at)}</abbr>
      </th>
      {hours.map((parties, hour) => (
        <td
          key={hour}
          data-level={level(parties, most)}
          title={`${LONG.format(at)} ${hour}:00, ${counted(parties, 'party', 'parties')}`}
        >
          <span class="unseen">{count(parties)}</span>
        </td>
      ))}
    </tr>
  );
}
