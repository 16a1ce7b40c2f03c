import { readFile } from 'node:fs/promises';
import { checkBytes, DocumentFault, parseOperatorSettings } from '../config/operator-settings.ts';
import { OperatorError } from '../errors.ts';
import { type StoredDocument, SharedState } from '../store/postgres/SharedState.ts';
import { receiversCheck } from '../webhooks/receivers-check.ts';
import { runTool, type Tool } from './command.ts';

const TOOL: Tool<'version'> = {
  help: `npm run --silent operator > FILE
npm run operator -- FILE --version NUMBER
Without FILE prints the operator's document, which is in the database if REDIS_URL is set, and its version on the error output. With FILE
replaces it, while servers run: they follow within seconds. An invalid document is refused, and so is one that was made of another
version than the newest: get that, and make your change again.`,
  files: [0, 1],
  options: ['version'],
  async run({ files: [file], options: { version }, env, say }) {
    if (env.REDIS_URL === undefined || env.DATABASE_URL === undefined)
      throw new OperatorError('Without REDIS_URL the document is the file operator.json in DATA_DIR: edit that.');
    const database = new SharedState(env.DATABASE_URL);
    try {
      if (file === undefined) return print(await storedIn(database));
      if (!/^\d+$/.test(version ?? '')) throw new OperatorError('--version must be the version that FILE was made of.');
      const text = await readFile(file, 'utf8');
      checkText(text, file, receiversCheck(env));
      const replaced = await database.replaceDocument(text, Number(version));
      if (replaced) say(`The document has version ${replaced.version} now.`);
      else say(`Nothing was changed: the document has version ${(await storedIn(database)).version} by now. Get that.`);
      return replaced !== null;
    } finally {
      await database.close();
    }
  },
};

function print({ text, version }: StoredDocument): true {
  process.stdout.write(text);
  process.stderr.write(`This is version ${version}.\n`);
  return true;
}

async function storedIn(database: SharedState): Promise<StoredDocument> {
  const stored = await database.document();
  if (stored) return stored;
  throw new OperatorError(`There is no document in the database ${database.shown} yet: start the server once.`);
}

function checkText(text: string, file: string, check: ReturnType<typeof receiversCheck>): void {
  try {
    checkBytes(Buffer.byteLength(text));
    parseOperatorSettings(text.replace(/^\uFEFF/, ''), check);
  } catch (error) {
    if (!(error instanceof DocumentFault)) throw error;
    throw new OperatorError(`${file}: ${error.message}`, { cause: error });
  }
}

await runTool(TOOL);
