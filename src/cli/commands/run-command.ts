import { MfaExecError } from '../../base/errors.ts';
import type { Exit } from '../../base/exit.ts';
import { execSession } from '../../session/exec.ts';
import type { App } from '../app.ts';
import { buildRequest, type RawOptions } from '../request.ts';

/** The main job, with the options as they were typed. */
export async function runCommand(
  raw: RawOptions,
  app: App,
  command: readonly string[] | undefined,
): Promise<Exit> {
  const [program, ...args] = command ?? [];
  if (program === undefined || program === '') {
    const sentence =
      command === undefined ? 'no command was given; it comes after --' : 'there is no command after --';
    throw new MfaExecError('USAGE', sentence, {
      hint: 'mfa-exec -- aws sts get-caller-identity',
    });
  }
  const request = buildRequest(raw, app.env);
  const words = [program, ...args] as const;
  if (!request.quiet && args.some((word) => word.startsWith('--profile'))) {
    const { noteOtherProfile } = await import('../other-profile.ts');
    await noteOtherProfile(words, raw, app.awsFiles, app.reporter(request));
  }
  try {
    return await execSession(request, words, {
      ...app.session(request),
      runner: app.runner,
      startServer: app.startServer,
    });
  } catch (error) {
    throw await withHint(error, words, raw, app);
  }
}

/** The failure; where the command was not found, with what to do about the line that was typed. */
async function withHint(
  error: unknown,
  command: readonly string[],
  raw: RawOptions,
  { env, platform, programs }: App,
): Promise<unknown> {
  const isLost = error instanceof MfaExecError && error.code === 'COMMAND_NOT_FOUND' && !error.hint;
  if (!isLost || platform === 'win32') return error;
  const { notFoundHint } = await import('../not-found.ts');
  const { typedWords } = await import('../corrected-line.ts');
  const place = { shell: env['SHELL'], isProgram: await programs() };
  return new MfaExecError(error.code, error.message, {
    hint: notFoundHint(command, typedWords(raw), place),
    cause: error,
  });
}
