import { existsSync, lstatSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { OperatorError } from './errors.ts';

/**
 * Creates the folder and those above it that are missing, and returns the outermost that it created, if any. Throws an OperatorError
 * where something else is in the way, and what mkdir throws. Not by mkdir's `recursive`, which never ends where the system says that a
 * folder cannot exist: ENOENT in /proc, or in an automounter's folder.
 */
export function makeFolders(folder: string, mode: number): string | undefined {
  const missing: string[] = [];
  let path = resolve(folder);
  for (; !existsSync(path) && path !== dirname(path); path = dirname(path)) missing.unshift(path);
  if (existsSync(path) && !statSync(path).isDirectory())
    throw new OperatorError(`DATA_DIR needs a folder, but ${path} is none. Choose another.`);
  if (missing[0] && lstatSync(missing[0], { throwIfNoEntry: false })?.isSymbolicLink())
    throw new OperatorError(`DATA_DIR needs a folder, but ${missing[0]} is a link to nothing. Is its disk mounted?`);
  for (const each of missing) makeFolder(each, mode);
  return missing[0];
}

function makeFolder(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}
