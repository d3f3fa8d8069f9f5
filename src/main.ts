import { MfaExecError } from './base/errors.ts';
import { exhausted } from './base/exhausted.ts';
import { type Exit, exitOf } from './base/exit.ts';
import { flagValue } from './base/flag-value.ts';
import type { App } from './cli/app.ts';
import { type CommandLine, firstPositional, inFull, splitCommandLine } from './cli/command-line.ts';
import type { AppCommand } from './cli/commands/base.ts';
import { runCommand } from './cli/commands/run-command.ts';
import { plainOptions } from './cli/plain-options.ts';
import { COMMANDS, type CommandName } from './subcommands.ts';

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
  const { command } = line;
  const plain = command === undefined ? undefined : plainOptions(line.own);
  if (plain !== undefined) return runCommand(plain, app, command);
  const own = inFull(line.own);
  const at = firstPositional(own);
  const name = COMMANDS.find((entry) => entry.name === own[at])?.name;
  if (at >= 0 && name === undefined) {
    const { explainWord } = await import('./cli/explain.ts');
    throw await explainWord({ own, command }, at, app);
  }
  if (name !== undefined && command !== undefined) {
    const { explainCommand } = await import('./cli/explain.ts');
    throw await explainCommand({ own, command }, at, app);
  }
  if (own.includes('--version') && name === undefined) {
    app.stdout.write(`${app.version}\n`);
    return { code: 0 };
  }
  if (own.includes('--help') || own.includes('-h') || (own.length === 0 && command === undefined)) {
    const { commandHelp, generalHelp } = await import('./cli/help.ts');
    const { stdout } = app;
    stdout.write(name === undefined ? generalHelp(stdout, app.docs()) : commandHelp(name, stdout));
    return { code: 0 };
  }
  if (name === 'completion' && own.includes('--profiles')) return printProfiles(app);
  const { parse } = await import('./cli/commands/parse.ts');
  return (await parse(own, name, await commandClass(name), { app, command })).main();
}

/** What the completion scripts ask at each press of the key, and so without a parser. */
async function printProfiles(app: App): Promise<Exit> {
  const { profileLines } = await import('./cli/completion/profiles.ts');
  app.stdout.write(await profileLines(app.awsFiles));
  return { code: 0 };
}

/** Only the class that is asked for is registered: clipanion's start-up grows with what it must know. */
async function commandClass(name: CommandName | undefined): Promise<new () => AppCommand> {
  switch (name) {
    case undefined:
      return (await import('./cli/commands/run.ts')).RunCommand;
    case 'login':
      return (await import('./cli/commands/login.ts')).LoginCommand;
    case 'status':
      return (await import('./cli/commands/status.ts')).StatusCommand;
    case 'logout':
      return (await import('./cli/commands/logout.ts')).LogoutCommand;
    case 'export':
      return (await import('./cli/commands/export.ts')).ExportCommand;
    case 'console':
      return (await import('./cli/commands/console.ts')).ConsoleCommand;
    case 'shell':
      return (await import('./cli/commands/shell.ts')).ShellCommand;
    case 'keys':
      return (await import('./cli/commands/keys.ts')).KeysCommand;
    case 'doctor':
      return (await import('./cli/commands/doctor.ts')).DoctorCommand;
    case 'completion':
      return (await import('./cli/commands/completion.ts')).CompletionCommand;
  }
}

/** The one place that turns a failure into lines and a status; `own` are the arguments before the `--`. */
export function fail(error: unknown, own: readonly string[], app: Pick<App, 'env' | 'reporter'>): Exit {
  const verbose =
    own.some((word) => /^(-q?v+q?|--verbose)$/.test(word)) || flagValue(app.env['MFA_EXEC_VERBOSE']) === true;
  const reporter = app.reporter({ quiet: false, verbose });
  const exit = exitOf(error);
  const hint = exhausted(error);
  if (hint !== undefined) {
    reporter.warn(error instanceof Error ? error.message : String(error));
    reporter.warn(`hint: ${hint}`);
    return exit;
  }
  if (!(error instanceof MfaExecError)) {
    reporter.warn(`internal error: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && error.stack !== undefined) reporter.debug(error.stack);
    if (!verbose) reporter.warn('hint: this is a bug in mfa-exec; --verbose shows where');
  } else if ('code' in exit) {
    reporter.warn(error.message);
    if (error.hint !== undefined) reporter.warn(`hint: ${error.hint}`);
  }
  return exit;
}
