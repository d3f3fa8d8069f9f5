import { Cli } from 'clipanion';
import { MfaExecError } from '../../base/errors.ts';
import { COMMANDS, type CommandName } from '../../subcommands.ts';
import { badOption, missingValue } from '../bad-option.ts';
import type { AppCommand, Context } from './base.ts';

/** The command that `own` asks for, its options filled in. Throws USAGE for what `type` does not take. */
export function parse(
  own: readonly string[],
  name: CommandName | undefined,
  type: new () => AppCommand,
  context: Pick<Context, 'app' | 'command'>,
): AppCommand {
  const cli = new Cli<Context>({ binaryName: 'mfa-exec', enableColors: false });
  cli.register(type);
  const help = own.find((word) => /^(-h|--help)=/.test(word));
  if (help !== undefined) throw badOption(help, name);
  try {
    return cli.process([...own], { ...context, env: context.app.env }) as AppCommand;
  } catch (error) {
    throw usageError(error, name);
  }
}

/** clipanion's message repeats its own usage and the argument, which may hold a code: only the cause is taken. */
function usageError(error: unknown, name: CommandName | undefined): Error {
  const message = error instanceof Error ? error.message : String(error);
  const bad = /^(?:Unsupported|Invalid) option name \("(.*?)"\)/s.exec(message)?.[1];
  if (bad !== undefined) return badOption(bad, name);
  const short = /^Not enough arguments to option (\S+)\./.exec(message)?.[1];
  if (short !== undefined) return missingValue(short);
  const words = COMMANDS.find((command) => command.name === name)?.usage || 'options';
  return new MfaExecError('USAGE', `'${name ?? 'mfa-exec'}' takes only ${words}`, {
    hint: `mfa-exec ${name === undefined ? '' : `${name} `}--help`,
  });
}
