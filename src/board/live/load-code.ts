import { pauseBeforeRetry } from './retry.ts';
import { checkServer } from './server.ts';

/**
 * Loads code that the first load leaves out, and retries until it succeeds. `onFailure` is called after each failed attempt, for the page
 * to say so. Resolves with undefined once `signal` is aborted; never rejects.
 *
 * All dynamic imports of the page go through here. Do not chain `.then()` onto an `import()`: Vite moves the whole expression into its
 * preload helper, and a rejection handler inside it misses the errors that the helper itself throws.
 */
export async function loadCode<Module>(
  load: () => Promise<Module>,
  signal: AbortSignal,
  onFailure: () => void,
): Promise<Module | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      // Check that the server is up first: some browsers remember a failed import until the page is reloaded.
      await checkServer();
      const loaded = await load();
      return signal.aborted ? undefined : loaded;
    } catch (error) {
      console.info('Muster: loading code failed, trying again', error);
      onFailure();
      await pauseBeforeRetry(attempt, signal);
    }
  }
  return undefined;
}
