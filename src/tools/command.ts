import { parseArgs } from 'node:util';
import { type Env, readEnv } from '../config/env.ts';
import { isFileFault, OperatorError } from '../errors.ts';

/** Prints one line. */
export type Say = (line: string) => void;

type Call<Option extends string> = { files: string[]; options: Partial<Record<Option, string>>; env: Env; say: Say };

/** A command-line tool. */
export type Tool<Option extends string = string> = {
  /** Printed by `--help`. The first line is the usage. */
  help: string;
  /** Minimum and maximum number of file arguments. */
  files: [min: number, max: number];
  /** Options that take a value. */
  options: readonly Option[];
  /** Resolving to false exits with code 1, as an OperatorError does. */
  run(call: Call<Option>): Promise<boolean>;
};

/** Runs the tool with the process's arguments and sets the exit code: 0 on success, else 1. */
export async function runTool<Option extends string>(tool: Tool<Option>): Promise<void> {
  const say: Say = (line) => console.log(line);
  try {
    const { values, positionals: files } = argumentsOf(tool);
    if (values['help'] === true) return say(tool.help);
    const [min, max] = tool.files;
    if (files.length < min || files.length > max) throw new OperatorError(usage(tool, 'Wrong number of files.'));
    const options = values as Partial<Record<Option, string>>;
    process.exitCode = (await tool.run({ files, options, env: readEnv(process.env), say })) ? 0 : 1;
  } catch (error) {
    console.error(error instanceof OperatorError || isFileFault(error) ? error.message : error);
    process.exitCode = 1;
  }
}

function argumentsOf(tool: Tool) {
  const texts = tool.options.map((name) => [name, { type: 'string' }] as const);
  try {
    return parseArgs({
      allowPositionals: true,
      options: { ...Object.fromEntries(texts), help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new OperatorError(usage(tool, (error as Error).message.replace(/\. .*/s, '.')), { cause: error });
  }
}

function usage({ help }: Pick<Tool, 'help'>, problem: string): string {
  return `${problem} Usage: ${help.split('\n', 1)[0]}`;
}

/** The option's value. Throws an OperatorError if it is missing. */
export function required(tool: Pick<Tool, 'help'>, options: Partial<Record<string, string>>, name: string): string {
  const value = options[name];
  if (value) return value;
  throw new OperatorError(usage(tool, `--${name} is missing.`));
}
