import { computed, signal } from '@preact/signals';
import { answerOf } from '../../live/server.ts';

/** A player of this server. Whoever has the token can act as this player. */
export type Guest = { player_id: string; token: string };

/** The player of this window, the lobby it is in, and how others see it. */
export type Player = Guest & { lobby: string; name: string; class: string };

const KEY = 'muster.player';

/** Kept for this window only, so that two windows are two players. Survives a reload. */
export const player = signal<Player | null>(storedPlayer());

export const playerId = computed(() => player.value?.player_id);

export function setPlayer(next: Player | null): void {
  player.value = next;
  try {
    if (next) sessionStorage.setItem(KEY, JSON.stringify(next));
    else sessionStorage.removeItem(KEY);
  } catch {
    // This browser blocks storage, so the player will not survive a reload.
  }
}

export async function newGuest(): Promise<Guest> {
  return answerOf(await fetch('./auth/guest', { method: 'POST', headers: { accept: 'application/json' } }));
}

/** Checks what it reads, because another version of this page may have stored it. */
function storedPlayer(): Player | null {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
    return isPlayer(stored) ? stored : null;
  } catch {
    return null;
  }
}

function isPlayer(stored: unknown): stored is Player {
  const fields = ['player_id', 'token', 'lobby', 'name', 'class'];
  return (
    typeof stored === 'object' &&
    stored !== null &&
    fields.every((field) => typeof (stored as Record<string, unknown>)[field] === 'string')
  );
}
