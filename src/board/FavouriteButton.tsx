import './FavouriteButton.css';
import { isFavourite, toggleFavourite } from './live/favourites.ts';

/** Marks a world in this browser. Favourites can be filtered by, and be told of. */
export function FavouriteButton({ world }: { world: number }) {
  const is = isFavourite(world);
  return (
    <button
      type="button"
      class="favourite"
      aria-pressed={is}
      aria-label={`Favourite: world ${world}`}
      title={is ? 'A favourite. Press to unmark it' : 'Mark as a favourite'}
      onClick={() => toggleFavourite(world)}
    >
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path d="M8 1.8l1.9 4 4.3.5-3.2 3 .9 4.3L8 11.5l-3.9 2.1.9-4.3-3.2-3 4.3-.5z" />
      </svg>
    </button>
  );
}
