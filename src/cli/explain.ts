/** Why a command line was not understood, and the line that works. */
import type { MfaExecError } from '../base/errors.ts';
import type { App } from './app.ts';
import { badOption } from './bad-option.ts';
import type { CommandLine } from './command-line.ts';
import { unknownOption } from './known-options.ts';
import { commandAfterSubcommand, misplacedWord } from './meant.ts';
import { surroundings } from './surroundings.ts';

/** The error for the word at `at`, which is no subcommand and stands before `--`. */
export async function explainWord(line: CommandLine, at: number, app: App): Promise<MfaExecError> {
  // A mistyped option makes its value look like a command: the option is the mistake then.
  const unknown = unknownOption(line.own.slice(0, at));
  if (unknown !== undefined) return badOption(unknown, undefined, line);
  return misplacedWord(line, at, await surroundings(app));
}

/** The error for a `--` behind the subcommand at `at`. */
export async function explainCommand(line: CommandLine, at: number, app: App): Promise<MfaExecError> {
  return commandAfterSubcommand(line, at, (await surroundings(app)).profiles);
}
