import { go } from '../address.ts';
import { textOf } from './player/fields.tsx';

/** Opens a lobby by name. Any name works, because a lobby is made when somebody first asks for it. */
export function LobbySwitch({ lobby }: { lobby: string }) {
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    go({ lobby: textOf(event.currentTarget as HTMLFormElement, 'lobby') });
  };
  return (
    <form class="row" onSubmit={open}>
      <label class="inline">
        Lobby
        <input
          name="lobby"
          defaultValue={lobby}
          required
          pattern="[A-Za-z0-9_\-]{1,32}"
          title="1 to 32 letters, digits, _ and -"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <button>Open</button>
      {lobby !== 'main' && (
        <button type="button" class="plain" onClick={() => go({ lobby: 'main' })}>
          Back to main
        </button>
      )}
    </form>
  );
}
