import './Filters.css';
import { useComputed, useSignal } from '@preact/signals';
import { address, refine, SORTS } from '../address.ts';
import { AlertsMenu } from '../alerts/AlertsMenu.tsx';
import { isWorldList } from '../format/world-list.ts';
import { worldType } from '../format/world-type.ts';
import { GpField } from '../GpField.tsx';
import { runningDropParties } from '../live/drop-parties.ts';
import { Tick } from '../Tick.tsx';

/** The sort order and the filters, all kept in the address. */
export function Filters() {
  return (
    <form class="filters" aria-label="Sort and filter" onSubmit={(event) => event.preventDefault()}>
      <Sorting />
      <GpField
        id="least-value"
        label="Worth at least"
        value={useComputed(() => address.value.min)}
        onValue={(min) => refine({ min })}
      />
      <Worlds />
      <Types />
      <Tick is={address.value.favourites} onTick={(favourites) => refine({ favourites })}>
        Favourites only
      </Tick>
      <Tick is={address.value.compact} onTick={(compact) => refine({ compact })}>
        Compact
      </Tick>
      <AlertsMenu />
    </form>
  );
}

const LABELS = { value: 'Confirmed', claimed: 'Claimed', fresh: 'Latest drop' } as const;

function Sorting() {
  return (
    <fieldset class="choice">
      <legend>Sort by</legend>
      {SORTS.map((sort) => (
        <label key={sort}>
          <input type="radio" name="sort" checked={address.value.sort === sort} onChange={() => refine({ sort })} />
          <span>{LABELS[sort]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Worlds() {
  const problem = useSignal('');
  const { worlds } = address.value;
  const read = (input: HTMLInputElement) => {
    const isRight = isWorldList(input.value);
    problem.value = isRight
      ? ''
      : 'A world is a number of up to 5 digits. Write several as 444, 301-330, or 5 for all that start with 5.';
    if (isRight) refine({ worlds: input.value.trim() });
  };
  return (
    <div class="field worlds">
      <label for="worlds">Worlds</label>
      <input
        id="worlds"
        size={12}
        autocomplete="off"
        spellcheck={false}
        placeholder="444, 301-330"
        defaultValue={worlds}
        aria-invalid={problem.value !== ''}
        aria-describedby="worlds-problem"
        onInput={(event) => read(event.currentTarget)}
        ref={(input) => {
          // Follows the address, which Back and links change too, but leaves what is being typed.
          if (input && input.value.trim() !== worlds && problem.peek() === '') input.value = worlds;
        }}
      />
      <p class="problem" id="worlds-problem" role="alert">
        {problem}
      </p>
    </div>
  );
}

/** The types of the worlds that have parties, and those that are chosen. */
function Types() {
  const all = useComputed(() => {
    const types = [...runningDropParties.value.values()].map((party) => party.value.world_type);
    return [...new Set([...types, ...chosenTypes()])].filter((type) => type !== '').toSorted();
  });
  const chosen = chosenTypes();
  if (all.value.length === 0) return null;
  const toggle = (type: string, is: boolean) => {
    const others = chosen.filter((other) => other !== type);
    refine({ types: (is ? [...others, type] : others).join(',') });
  };
  return (
    <details class="types">
      <summary>{chosen.length === 0 ? 'All types' : chosen.map(worldType).join(', ')}</summary>
      <fieldset>
        <legend class="unseen">Types of worlds</legend>
        {all.value.map((type) => (
          <Tick key={type} is={chosen.includes(type)} onTick={(is) => toggle(type, is)}>
            <span class="given">{worldType(type)}</span>
          </Tick>
        ))}
      </fieldset>
    </details>
  );
}

function chosenTypes(): string[] {
  return address.value.types.split(',').filter((type) => type !== '');
}
