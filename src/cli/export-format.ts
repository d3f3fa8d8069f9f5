/** What `export` prints, in each format. */
import { MfaExecError } from '../base/errors.ts';
import { printableJson } from '../base/json.ts';
import type { Env } from '../base/ports.ts';
import { posixQuoted } from '../base/shell-word.ts';
import { expirationText } from '../session/child-env.ts';
import type { Session } from '../session/session.ts';
import type { ExportFormat } from '../subcommands.ts';

/** The formats that set variables; the others are JSON. */
export type ShellFormat = Exclude<ExportFormat, 'json' | 'process'>;

/** Whether `format` prints statements of a shell, which can be undone by others. */
export function isShellFormat(format: ExportFormat): format is ShellFormat {
  return format !== 'json' && format !== 'process';
}

/**
 * Statements or lines that set and remove variables, one a line. A line of `env-no-export` is for a file of `docker run
 * --env-file`: there it can only set.
 */
export function statements(
  format: ShellFormat,
  set: Env,
  unset: readonly string[],
  { removable = format !== 'env-no-export' } = {},
): string {
  return lines([
    ...Object.entries(set).map(([name, value = '']) => setStatement(format, name, value)),
    ...(removable ? unset : []).map((name) => unsetStatement(format, name)),
  ]);
}

/**
 * The two JSON forms of `aws configure export-credentials`: `process` is what `credential_process` expects
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
 */
export function credentialsJson(session: Session, accountId: string | undefined): string {
  return printableJson({
    Version: 1,
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: expirationText(session),
    AccountId: accountId,
  });
}

function setStatement(format: ShellFormat, name: string, value: string): string {
  switch (format) {
    case 'fish':
      return `set -gx ${name} ${fishWord(value)};`;
    case 'powershell':
      return `$Env:${name} = ${powershellWord(value)}`;
    case 'windows-cmd':
      return `set "${name}=${cmdValue(bare(format, name, value))}"`;
    case 'env-no-export':
      return `${name}=${bare(format, name, value)}`;
    case 'env':
      return `export ${name}=${posixQuoted(value)}`;
  }
}

/**
 * `value` as it is, for the two formats that cannot quote: what `docker --env-file` takes literally a shell would run,
 * and in cmd a quote ends the assignment. Tilde and, in zsh, `=` mean files at the beginning and after a colon.
 */
function bare(format: ShellFormat, name: string, value: string): string {
  if (/^[\w%+=:,./@~-]*$/.test(value) && !/(^|:)[~=]/.test(value)) return value;
  throw new MfaExecError('OUTPUT', `${name} has characters that --format ${format} cannot hold safely`, {
    hint: 'use a format that quotes: env, fish or powershell',
  });
}

/** The statement that takes one variable back. */
function unsetStatement(format: ShellFormat, name: string): string {
  switch (format) {
    case 'fish':
      return `set -e ${name}; or true;`;
    case 'powershell':
      return `Remove-Item Env:${name} -ErrorAction SilentlyContinue`;
    case 'windows-cmd':
      return `set "${name}="`;
    case 'env':
    case 'env-no-export':
      return `unset ${name}`;
  }
}

/** fish: inside single quotes a backslash is special before a quote or a backslash (fish manual, Quotes). */
export function fishWord(value: string): string {
  return `'${value.replace(/[\\']/g, '\\$&')}'`;
}

/** PowerShell: single quotes are verbatim, and typographic quotes count as quotes (about_Quoting_Rules). */
export function powershellWord(value: string): string {
  return `'${value.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}

/**
 * cmd, for a batch file: `%` is doubled; quotes around the assignment guard `&|<>^`. `for /f` would keep it doubled,
 * but nothing that AWS hands out has one.
 */
export function cmdValue(value: string): string {
  return value.replaceAll('%', '%%');
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
