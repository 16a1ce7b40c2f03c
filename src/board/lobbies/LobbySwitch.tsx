import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { z } from 'zod';
import type { lobbyListSchema } from '../../protocol/lobbies.ts';
import { go } from '../address.ts';
import { counted } from '../format/gp-notation.ts';
import { Link } from '../Link.tsx';
import { second } from '../live/second.ts';
import { read } from '../live/server.ts';
import { textOf } from './player/fields.tsx';

type LobbyList = z.output<typeof lobbyListSchema>;

const READ_EVERY_MS = 10_000;

/** The lobbies that have parties, to switch to, and a field for any other: one is made when somebody first asks for it. */
export function LobbySwitch({ lobby }: { lobby: string }) {
  const open = (event: SubmitEvent) => {
    event.preventDefault();
    go({ lobby: textOf(event.currentTarget as HTMLFormElement, 'lobby') });
  };
  return (
    <div>
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
      <OtherLobbies lobby={lobby} />
    </div>
  );
}

function OtherLobbies({ lobby }: { lobby: string }) {
  const list = useSignal<LobbyList['lobbies']>([]);
  const turn = Math.floor(second.value / READ_EVERY_MS);
  useEffect(() => {
    const closed = new AbortController();
    read<LobbyList>('./lobbies', closed.signal).then(
      ({ lobbies }) => (list.value = lobbies),
      (error: unknown) => {
        if (!closed.signal.aborted) console.info('Muster: the lobbies could not be read', error);
      },
    );
    return () => closed.abort();
  }, [turn]);
  if (list.value.every(({ lobby: other }) => other === lobby)) return null;
  return (
    <nav aria-label="Lobbies with parties">
      <ul class="lobby-list">
        {list.value.map(({ lobby: name, players, free_seats }) => (
          <li key={name}>
            <Link to={{ lobby: name }} aria-current={name === lobby ? 'page' : undefined}>
              {name}{' '}
              <span class="quiet">
                {counted(players, 'player')}, {free_seats} free
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
