import { useLayoutEffect, useRef } from 'preact/hooks';
import { player, setPlayer } from './guest.ts';

/** The text of a form's field as it was typed. The server does any trimming. */
export function textOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** The player's name and class, as sent with a request to join or make a party. */
export function newcomer(): { player_name?: string; class?: string } {
  const { name = '', class: playerClass = '' } = player.value ?? {};
  return { ...(name.trim() && { player_name: name }), ...(playerClass.trim() && { class: playerClass }) };
}

/** `isAsked`: it has just appeared because the server asked for a password, so it takes the focus. */
export function PasswordField({ id, isAsked = false }: { id: string; isAsked?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (isAsked) input.current?.focus();
  }, [isAsked]);
  return (
    <label for={id}>
      Password
      <input id={id} ref={input} name="password" type="password" autocomplete="off" />
    </label>
  );
}

/** How other players see this one. Sent with the next request to join or make a party. */
export function AboutMe() {
  const { name = '', class: playerClass = '' } = player.value ?? {};
  const set = (changes: { name?: string; class?: string }) => setPlayer({ ...player.value!, ...changes });
  return (
    <div class="pair">
      <label>
        Your name
        <input
          class="given"
          value={name}
          placeholder="your player id"
          autocomplete="nickname"
          onInput={(event) => set({ name: event.currentTarget.value })}
        />
      </label>
      <label>
        Your class
        <input
          class="given"
          value={playerClass}
          placeholder="none"
          autocomplete="off"
          onInput={(event) => set({ class: event.currentTarget.value })}
        />
      </label>
    </div>
  );
}
