import { Cli } from 'clipanion';
import type { App } from './app.ts';
import type { AppCommand, Context } from './commands/base.ts';
import { RunCommand } from './commands/run.ts';
import { type CommandLine, firstPositional, missingSeparator, splitCommandLine } from './core/command-line.ts';
import { FAILED, MfaExecError } from './core/errors.ts';
import type { Exit } from './core/exit.ts';
import { COMMANDS, type CommandName } from './core/options.ts';

/** Runs one command line; resolves to how this process must end. Nothing is thrown: failures are reported. */
export async function main(argv: readonly string[], app: App): Promise<Exit> {
  const line = splitCommandLine(argv);
  try {
    return await dispatch(line, app);
  } catch (error) {
    return fail(error, line.own, app);
  }
}

async function dispatch(line: CommandLine, app: App): Promise<Exit> {
  const { own, command } = line;
  const at = firstPositional(own);
  const name = COMMANDS.find((entry) => entry.name === own[at])?.name;
  if (at >= 0 && name === undefined) {
    if (command === undefined) throw missingSeparator(own, at);
    throw new MfaExecError('USAGE', `'${own[at]}' stands before --, where only options of mfa-exec go`);
  }
  if (name !== undefined && command !== undefined) {
    throw new MfaExecError('USAGE', `'${name}' runs no command, so nothing can follow --`, {
      hint: `mfa-exec -- ${[name, ...command].join(' ')}   # to run a program named ${name}`,
    });
  }
  if (own.includes('--version') && name === undefined) {
    app.stdout.write(`${app.version}\n`);
    return { code: 0 };
  }
  if (own.includes('--help') || own.includes('-h') || (own.length === 0 && command === undefined)) {
    const { commandHelp, generalHelp } = await import('./core/help.ts');
    app.stdout.write(name === undefined ? generalHelp() : commandHelp(name));
    return { code: 0 };
  }
  return parse(own, await commandClass(name), { app, command }).main();
}

/** Only the class that is asked for is registered: clipanion's start-up grows with what it must know. */
async function commandClass(name: CommandName | undefined): Promise<new () => AppCommand> {
  switch (name) {
    case undefined:
      return RunCommand;
    case 'login':
      return (await import('./commands/login.ts')).LoginCommand;
    case 'status':
      return (await import('./commands/status.ts')).StatusCommand;
    case 'logout':
      return (await import('./commands/logout.ts')).LogoutCommand;
    case 'export':
      return (await import('./commands/export.ts')).ExportCommand;
  }
}

function parse(
  own: readonly string[],
  type: new () => AppCommand,
  context: Pick<Context, 'app' | 'command'>,
): AppCommand {
  const cli = new Cli<Context>({ binaryName: 'mfa-exec', enableColors: false });
  cli.register(type);
  try {
    return cli.process([...own], { ...context, env: context.app.env }) as AppCommand;
  } catch (error) {
    throw usageError(error, own);
  }
}

/** clipanion's message holds its own usage text; the first sentence says what is wrong. */
function usageError(error: unknown, own: readonly string[]): Error {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /^Unsupported option name \("(.*?)"\)/m.exec(message)?.[1];
  const sentence =
    unknown === undefined ? firstSentence(message) : `there is no option '${unknown.split('=')[0]}'`;
  const last = own.at(-1) ?? '';
  return new MfaExecError('USAGE', /not enough arguments/i.test(message) ? `${last} needs a value` : sentence, {
    hint: 'mfa-exec --help',
  });
}

function firstSentence(message: string): string {
  const first = (message.split('\n')[0] ?? '').replace(/\.$/, '');
  return first.charAt(0).toLowerCase() + first.slice(1);
}

/** The one place that turns a failure into lines and a status. */
function fail(error: unknown, own: readonly string[], app: App): Exit {
  const verbose = own.includes('-v') || own.includes('--verbose');
  const reporter = app.reporter({ quiet: false, verbose });
  if (!(error instanceof MfaExecError)) {
    reporter.warn(`internal error: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && error.stack !== undefined) reporter.debug(error.stack);
    return { code: FAILED };
  }
  // Ctrl-C was pressed at the prompt: whoever called must see a death by SIGINT, not a failure.
  if (error.code === 'PROMPT_CANCELLED') return { signal: 'SIGINT' };
  reporter.warn(error.message);
  if (error.hint !== undefined) reporter.warn(`hint: ${error.hint}`);
  return { code: error.exitCode };
}
