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
  return execSession(request, [program, ...args], { ...app.session(request), runner: app.runner });
}
