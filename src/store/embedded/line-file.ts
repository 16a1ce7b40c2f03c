import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { CorruptFileError, FILE_MODE, RESTORE } from './files.ts';

/** `start` and `end` are byte offsets, the newline included; a torn line has none. */
export type Line = { text: string; start: number; end: number; torn: boolean };

/** Bytes. Lines are far shorter (a party's summary with the ten longest names has 12 KB), so that a block holds a whole one. */
const BLOCK_BYTES = 64 * 1024;

/** Reads the lines between two offsets, in order. The last one is torn where the range ends without a newline. */
export async function* readLines(file: FileHandle, from: number, to: number): AsyncGenerator<Line> {
  let rest: Buffer = Buffer.alloc(0);
  let start = from;
  while (start + rest.length < to) {
    const block = await readBlock(file, start + rest.length, to);
    const bytes = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let cut = 0;
    for (let newline = bytes.indexOf(10); newline !== -1; newline = bytes.indexOf(10, cut)) {
      yield { text: bytes.toString('utf8', cut, newline), start: start + cut, end: start + newline + 1, torn: false };
      cut = newline + 1;
    }
    rest = bytes.subarray(cut);
    start += cut;
  }
  if (rest.length > 0) yield { text: rest.toString('utf8'), start, end: to, torn: true };
}

/**
 * Finds the first line that `isBefore` does not hold for, in a file whose lines are sorted so that it first holds and
 * then does not. Gives its offset, or `size`. Reads O(log size) blocks.
 */
export async function seekLine(file: FileHandle, size: number, isBefore: (text: string) => boolean): Promise<number> {
  let low = 0;
  let high = size;
  while (high - low > BLOCK_BYTES) {
    const middle = low + Math.floor((high - low) / 2);
    const block = await readBlock(file, middle, high);
    const start = block.indexOf(10) + 1;
    const end = block.indexOf(10, start);
    if (start === 0 || end === -1) throw new Error(`there is no whole line near byte ${middle}`);
    if (isBefore(block.toString('utf8', start, end))) low = middle + end + 1;
    else high = middle + start;
  }
  for await (const line of readLines(file, low, high)) {
    if (!isBefore(line.text)) return line.start;
  }
  return high;
}

export async function lastLine(file: FileHandle, size: number): Promise<string> {
  const from = Math.max(0, size - BLOCK_BYTES);
  const tail = await readBlock(file, from, size);
  if (tail.at(-1) !== 10) throw new Error('its last line has no end');
  return tail.toString('utf8', tail.lastIndexOf(10, -2) + 1, tail.length - 1);
}

async function readBlock(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, to - from));
  const { bytesRead } = await file.read(block, 0, block.length, from);
  if (bytesRead === 0) throw new Error(`it ends before byte ${from}`);
  return block.subarray(0, bytesRead);
}

/**
 * Writes at `size` and syncs. What stands behind `size` is cut off: a checkpoint that did not finish wrote it, and the
 * journal still has it. Gives the new size.
 */
export async function appendAt(path: string, size: number, text: string): Promise<number> {
  const file = await open(path, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
  try {
    checkSize(path, (await file.stat()).size, size);
    await file.truncate(size);
    const bytes = Buffer.from(text);
    await writeAt(file, bytes, size);
    await file.datasync();
    return size + bytes.length;
  } finally {
    await file.close();
  }
}

export async function writeAt(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const rest = bytes.length - written;
    written += (await file.write(bytes, written, rest, position + written)).bytesWritten;
  }
}

/** Throws where a file is shorter than the snapshot says. */
export async function verifySize(path: string, size: number): Promise<void> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  checkSize(path, found?.size ?? 0, size);
}

function checkSize(path: string, found: number, size: number): void {
  if (found < size)
    throw new CorruptFileError(path, `it has ${found} bytes, but the snapshot counts on ${size}`, RESTORE);
}
