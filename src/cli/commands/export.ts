import { Option } from 'clipanion';
import { MfaExecError } from '../../base/errors.ts';
import type { Exit } from '../../base/exit.ts';
import { profileOption } from '../../base/shell-word.ts';
import { shownValue } from '../../base/shown-value.ts';
import { closeName } from '../../identity/edit-distance.ts';
import { shellChanges } from '../../session/child-env.ts';
import { undoChanges } from '../../session/marker.ts';
import { obtainSession } from '../../session/obtain.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../subcommands.ts';
import { credentialsJson, isShellFormat, statements } from '../export-format.ts';
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
      const { set, unset } = undoChanges(app.env);
      app.stdout.write(statements(format, set, unset, { removable: true }));
      return { code: 0 };
    }
    if (app.stdout.isTerminal && !this.force) throw secretsOnTerminal(format, request.profile);
    const obtained = await obtainSession(request, app.session(request));
    app.keepCompiled();
    if (isShellFormat(format)) {
      const { set, unset } = shellChanges(app.env, obtained);
      app.stdout.write(statements(format, set, unset));
    } else {
      app.stdout.write(credentialsJson(obtained.session, obtained.settings?.['AWS_ACCOUNT_ID']));
    }
    return { code: 0 };
  }
}

function exportFormat(text: string): ExportFormat {
  const format = EXPORT_FORMATS.find((known) => known === text);
  if (format === undefined) {
    throw new MfaExecError('USAGE', `there is no format '${shownValue(text)}'`, {
      hint: `--format ${closeName(EXPORT_FORMATS, text) ?? EXPORT_FORMATS.join('|')}`,
    });
  }
  return format;
}

function nothingToUnset(format: ExportFormat): MfaExecError {
  return new MfaExecError('USAGE', `--unset prints statements of a shell, and ${format} is none`, {
    hint: 'eval "$(mfa-exec export --unset)"',
  });
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
