import { Cli } from 'clipanion';
import { MfaExecError } from '../../base/errors.ts';
import { closeName } from '../../identity/edit-distance.ts';
import { COMMANDS, type CommandName, type CommandSpec, EXPORT_FORMATS } from '../../subcommands.ts';
import type { App } from '../app.ts';
import { badOption, missingValue } from '../bad-option.ts';
import { type CommandLine, firstPositional } from '../command-line.ts';
import { shownOptions } from '../corrected-line.ts';
import { withProfile } from '../meant.ts';
import { surroundings } from '../surroundings.ts';
import type { AppCommand, Context } from './base.ts';

/** The command that `own` asks for, its options filled in. Throws USAGE for what `type` does not take. */
export async function parse(
  own: readonly string[],
  name: CommandName | undefined,
  type: new () => AppCommand,
  context: Pick<Context, 'app' | 'command'>,
): Promise<AppCommand> {
  const cli = new Cli<Context>({ binaryName: 'mfa-exec', enableColors: false });
  cli.register(type);
  const line = { own, command: context.command };
  const help = own.find((word) => /^(-h|--help)=/.test(word));
  if (help !== undefined) throw badOption(help, name, line);
  try {
    return cli.process([...own], { ...context, env: context.app.env }) as AppCommand;
  } catch (error) {
    throw usageError(error, name, line) ?? (await badWord(own, name, context.app));
  }
}

/** clipanion's message repeats its own usage and the argument, which may hold a code: only the cause is taken. */
function usageError(
  error: unknown,
  name: CommandName | undefined,
  line: CommandLine,
): MfaExecError | undefined {
  const message = error instanceof Error ? error.message : String(error);
  const bad = /^(?:Unsupported|Invalid) option name \("(.*?)"\)/s.exec(message)?.[1];
  if (bad !== undefined) return badOption(bad, name, line);
  const short = /^Not enough arguments to option (\S+)\./.exec(message)?.[1];
  return short === undefined ? undefined : missingValue(short);
}

/** The error for a word that the subcommand does not take, or lacks. */
async function badWord(
  own: readonly string[],
  name: CommandName | undefined,
  app: App,
): Promise<MfaExecError> {
  const { profiles } = await surroundings(app);
  const command: CommandSpec | undefined = COMMANDS.find((entry) => entry.name === name);
  const known = command?.usage.split('|') ?? [];
  const start = own.indexOf(name ?? '') + 1;
  const at = start + firstPositional(own.slice(start));
  const word = at < start ? undefined : own[at];
  const takesProfile = command?.shared.includes('--profile') ?? false;
  const format = (EXPORT_FORMATS as readonly string[]).includes(word ?? '') && name === 'export';
  const meant = word === undefined ? undefined : closeName(known.filter(Boolean), word);
  const line = format
    ? own.toSpliced(at, 0, '--format')
    : meant !== undefined && meant !== word
      ? own.with(at, meant)
      : takesProfile
        ? withProfile(own, profiles)
        : own;
  return new MfaExecError('USAGE', `'${name ?? 'mfa-exec'}' takes only ${command?.usage || 'options'}`, {
    hint:
      line === own
        ? ['mfa-exec', ...(name === undefined ? [] : [name]), '--help'].join(' ')
        : shownOptions(line),
  });
}
