/** What to do about a command that was not found. */
import { shellWord } from '../base/shell-word.ts';
import { COMMANDS } from '../subcommands.ts';
import { firstPositional, inFull } from './command-line.ts';
import { PLAIN, shownCommand, shownOptions } from './corrected-line.ts';
import { unknownOption } from './known-options.ts';

/** The words of the shell, which no program can be: what they change is the shell itself. */
const CHANGE_SHELL = new Set('alias export set unset umask pushd popd'.split(' '));
/** Those that do something a program may want to have done. */
const BUILTINS = new Set(
  'command type hash ulimit times jobs history read wait trap let declare source . eval for if while [['.split(
    ' ',
  ),
);
/** Variables whose values are fit for a log. */
const HARMLESS =
  /^(AWS_(DEFAULT_)?(REGION|OUTPUT)|AWS_PAGER|KUBECONFIG|TF_LOG|DEBUG|LANG|LC_\w+|TZ|NO_COLOR|TERM)$/;
/** What only a shell understands in a line. */
const SYNTAX = /[|&;<>()$`*?"'\\]/;

export interface Place {
  /** The caller's shell: `SHELL`. */
  readonly shell: string | undefined;
  /** Whether there is a program at a path. */
  readonly isProgram: (path: string) => boolean;
}

/** The hint for `command`, which was not found; `options` are mfa-exec's own. On POSIX systems. */
export function notFoundHint(
  command: readonly string[],
  options: readonly string[],
  { shell, isProgram }: Place,
): string {
  const [name = '', ...args] = command;
  const line = (text: string, more: readonly string[] = []) =>
    `${shownOptions([...options, ...more])} -- ${text}`;
  const own = ownOptions(command);
  if (own !== undefined) return line(shownCommand(own.command), own.options);
  if (COMMANDS.some((entry) => entry.name === name)) return shownOptions([...options, name]);
  if (/^\w+=/.test(name)) return assigning(command, line);
  if (/\s/.test(name)) {
    const isPlain = !SYNTAX.test(name) && args.length === 0;
    return isPlain
      ? `without the quotes: ${line(shownCommand(name.trim().split(/\s+/)))}`
      : `a line for a shell is given to one: ${line("sh -c '…'")}`;
  }
  if (name === 'cd') return `a folder is entered before: cd DIR && ${line('COMMAND')}`;
  if (name === 'exec') return line(shownCommand(args));
  if (CHANGE_SHELL.has(name)) {
    return `only the shell itself can do that; to have the session there: eval "$(mfa-exec export)"`;
  }
  if (BUILTINS.has(name)) return `it is a word of the shell: ${line(`bash -c '${shownCommand(command)}'`)}`;
  if (!name.includes('/') && isProgram(`./${name}`)) return line(shownCommand([`./${name}`, ...args]));
  const named = `${name.startsWith('-') ? '-- ' : ''}${shellWord(name)}`;
  if (name.includes('/')) return `ls -l ${named}`;
  const look = `is it installed, and its folder in PATH? command -v ${named}`;
  if (!PLAIN.test(name) || name.startsWith('-')) return look;
  const base = /(?:^|\/)(bash|zsh|fish)$/.exec(shell ?? '')?.[1] ?? 'bash';
  return `${look}; for an alias or a function: ${line(`${base} -ic '${shownCommand(command)}'`)}`;
}

/** mfa-exec's own options, where they follow the `--` by mistake. */
function ownOptions(words: readonly string[]) {
  const at = firstPositional(words);
  const options = words.slice(0, at).filter((word) => word !== '--');
  if (at < 1 || options.length === 0 || unknownOption(options) !== undefined) return undefined;
  return { options: inFull(options), command: words.slice(at) };
}

/** Only a shell takes `NAME=value` before a command; env(1) does so for all. */
function assigning(
  words: readonly string[],
  line: (text: string, options?: readonly string[]) => string,
): string {
  const end = words.findIndex((word) => !/^\w+=/.test(word));
  const assignments = end < 0 ? words : words.slice(0, end);
  const command = shownCommand(end < 0 ? [] : words.slice(end));
  const values = assignments.map((word) => /^(\w+)=(.*)$/s.exec(word) ?? []);
  // With AWS_PROFILE the command would use that profile's own keys.
  const profile = values.find(([, name]) => name === 'AWS_PROFILE')?.[2];
  const others = values.filter(([, name]) => name !== 'AWS_PROFILE');
  const shown = others.map(
    ([, name = '', value = '']) => `${name}=${HARMLESS.test(name) ? shellWord(value) : '…'}`,
  );
  return line(
    [...(shown.length === 0 ? [] : ['env', ...shown]), command].join(' '),
    profile ? ['--profile', profile] : [],
  );
}
