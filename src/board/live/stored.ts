import { type Signal, signal } from '@preact/signals';

/**
 * A value that this browser remembers, in all its windows. `read` makes a value of what is stored, null if nothing is, and must accept
 * anything: another version of this page may have stored it.
 */
export function stored<Value>(key: string, read: (json: unknown) => Value): Signal<Value> {
  const value = signal(read(storedJson(key)));
  let written = JSON.stringify(value.peek());
  value.subscribe((next) => {
    const text = JSON.stringify(next);
    if (text === written) return;
    written = text;
    write(key, text);
  });
  addEventListener('storage', (event) => {
    if (event.key !== key) return;
    const next = read(storedJson(key));
    written = JSON.stringify(next);
    value.value = next;
  });
  return value;
}

function storedJson(key: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null');
  } catch {
    // This browser blocks storage, or something else has written there.
    return null;
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch (error) {
    console.info('Muster: this is not remembered, because this browser blocks storage for this page', error);
  }
}
