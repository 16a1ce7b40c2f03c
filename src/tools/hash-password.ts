import { text } from 'node:stream/consumers';
import { makeScryptHash } from '../auth/scrypt-hash.ts';
import { OperatorError } from '../errors.ts';
import { runTool, type Tool } from './command.ts';

const TOOL: Tool<never> = {
  help: `npm run --silent hash-password < FILE
Prints the hash of the password that it reads, to be set as ADMIN_PASSWORD. A line break at its end is not part of it.`,
  files: [0, 0],
  options: [],
  async run({ say }) {
    const password = (await text(process.stdin)).replace(/\r?\n$/, '');
    if (password.length < 8) throw new OperatorError('The password must have at least 8 characters.');
    say(await makeScryptHash(password));
    return true;
  },
};

await runTool(TOOL);
