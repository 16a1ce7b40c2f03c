import './HeatMap.css';
import { useMemo } from 'preact/hooks';
import { count } from '../format/gp-notation.ts';
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
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The hours of the week, coloured by how many parties ran in them. */
export function HeatMap({ parties }: { parties: readonly EndedDropParty[] }) {
  const week = useMemo(() => heat(parties), [parties]);
  const most = Math.max(...week.flat());
  return (
    <Panel title="When parties happen">
      <table class="heat">
        <caption class="unseen">Parties that ran in each hour of the week, in your time zone</caption>
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
    </Panel>
  );
}

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
          title={`${LONG.format(at)} ${hour}:00, ${parties === 1 ? '1 party' : `${count(parties)} parties`}`}
        >
          <span class="unseen">{count(parties)}</span>
        </td>
      ))}
    </tr>
  );
}
