import { Option } from 'clipanion';
import { MfaExecError } from '../../base/errors.ts';
import type { Exit } from '../../base/exit.ts';
import { profileOption } from '../../base/shell-word.ts';
import { sessionMarker } from '../../session/marker.ts';
import { obtainSession } from '../../session/obtain.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../subcommands.ts';
import {
  credentialsJson,
  isShellFormat,
  type ShellFormat,
  sessionVariables,
  setStatements,
  unsetStatement,
  unsetStatements,
} from '../export-format.ts';
import { SessionCommand } from './session-options.ts';

/** `mfa-exec export [--format FORMAT] [--unset]` */
export class ExportCommand extends SessionCommand {
  static override paths = [['export']];

  format = Option.String('--format');
  unset = Option.Boolean('--unset');
  force = Option.Boolean('--force');

  async main(): Promise<Exit> {
    const { app } = this.context;
    const request = this.sessionRequest();
    const format = exportFormat(this.format ?? 'env');
    if (this.unset) {
      if (!isShellFormat(format)) throw nothingToUnset(format);
      app.stdout.write(unsetStatements(format));
      return { code: 0 };
    }
    if (app.stdout.isTerminal && !this.force) throw secretsOnTerminal(format, request.profile);
    const { session, key, user, marker } = await obtainSession(request, app.session(request));
    app.keepCompiled();
    // The file that this one is for is another environment's.
    if (isShellFormat(format) && format !== 'env-no-export' && app.env['AWS_PROFILE']) {
      app.reporter(request).warn(profileStays(format));
    }
    const mark = marker ?? sessionMarker(key, user, session.accessKeyId);
    app.stdout.write(
      isShellFormat(format)
        ? setStatements(format, sessionVariables(session, mark))
        : credentialsJson(session),
    );
    return { code: 0 };
  }
}

function exportFormat(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format === undefined) {
    throw new MfaExecError('USAGE', `there is no format '${text}'`, {
      hint: `--format ${EXPORT_FORMATS.join('|')}`,
    });
  }
  return format;
}

function nothingToUnset(format: ExportFormat): MfaExecError {
  return new MfaExecError('USAGE', `--unset prints statements of a shell, and ${format} is none`, {
    hint: 'eval "$(mfa-exec export --unset)"',
  });
}

/** The JavaScript SDK takes the profile, and so do others; the AWS CLI takes the variables. */
function profileStays(format: ShellFormat): string {
  const undo = unsetStatement(format, 'AWS_PROFILE').replace(/(; or true)?;$/, '');
  return `AWS_PROFILE is set as well, and some SDKs prefer it to the exported session: ${undo}`;
}

/** How each shell takes the statements in without showing them. */
const EVALUATE: Partial<Record<ExportFormat, string>> = {
  env: 'eval "$(mfa-exec export)"',
  fish: 'mfa-exec export --format fish | source',
  powershell: 'mfa-exec export --format powershell | Out-String | Invoke-Expression',
  'windows-cmd': `for /f "delims=" %i in ('mfa-exec export --format windows-cmd') do @%i`,
};

function secretsOnTerminal(format: ExportFormat, profile: string | undefined): MfaExecError {
  const line = EVALUATE[format] ?? `mfa-exec export --format ${format} --force`;
  return new MfaExecError('USAGE', 'export would print the secrets to the terminal', {
    hint: line.replace('export', `export${profileOption(profile)}`),
  });
}
