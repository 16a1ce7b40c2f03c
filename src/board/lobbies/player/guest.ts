import { computed, signal } from '@preact/signals';
import { answerOf } from '../../live/server.ts';

/** A player of this server; only its token acts as it. */
export type Guest = { player_id: string; token: string };

/** Who plays in this window, where, and how it calls itself. */
export type Player = Guest & { lobby: string; name: string; class: string };

const KEY = 'muster.player';

/** Of this window alone, so that two windows are two players; a reload of it is the same one. */
export const player = signal<Player | null>(savedPlayer());

export const playerId = computed(() => player.value?.player_id);

export function setPlayer(next: Player | null): void {
  player.value = next;
  try {
    if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Where the browser keeps nothing, a reload is a new player.
  }
}

export async function newGuest(): Promise<Guest> {
  return answerOf(await fetch('/auth/guest', { method: 'POST', headers: { accept: 'application/json' } }));
}

/** Checked, because another version of this page may have written it. */
function savedPlayer(): Player | null {
  try {
    const saved: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isPlayer(saved) ? saved : null;
  } catch {
    return null;
  }
}

function isPlayer(saved: unknown): saved is Player {
  const fields = ['player_id', 'token', 'lobby', 'name', 'class'];
  return (
    typeof saved === 'object' &&
    saved !== null &&
    fields.every((field) => typeof (saved as Record<string, unknown>)[field] === 'string')
  );
}
