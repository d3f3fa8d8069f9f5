import type { OwnOptionSpec } from '../../options.ts';
import { fishWord } from '../export-format.ts';
import { ALL_OPTIONS, fixedValues, PLACES, PROFILES_COMMAND, TAKING } from './terms.ts';

/**
 * The script for fish 3 and later. It has to be the file of this name in a folder of completions: fish loads what it made
 * of the man page beside definitions that come from elsewhere, and not beside such a file.
 */
export function fishCompletion(): string {
  const [, ...subcommands] = PLACES;
  return `# fish completion of mfa-exec: for the file ~/.config/fish/completions/mfa-exec.fish

# Where the cursor is: "run" before any subcommand, a subcommand's name and words after it, "command" after --.
function __mfa_exec_place
    set -l words (commandline -opc)
    set -e words[1]
    set -l is_value no
    set -l place
    for word in $words
        if test "$word" = --
            echo command
            return
        else if test $is_value = yes
            set is_value no
        else if contains -- $word ${TAKING.join(' ')}
            set is_value yes
        else if not string match -q -- '-*' $word
            set -a place $word
        end
    end
    set -q place[1]; or set place run
    printf '%s\\n' $place
end

function __mfa_exec_in
    set -l place (__mfa_exec_place)
    contains -- $place[1] $argv
end

# Whether the word of the subcommand $argv is missing.
function __mfa_exec_wants_word
    set -l place (__mfa_exec_place)
    test "$place" = "$argv"
end

# Completes what follows -- as if it stood there alone.
function __mfa_exec_command
    set -l words (commandline -opc)
    set -l dashes (contains -i -- -- $words)
    set -e words[1..$dashes]
    set -l current (commandline -ct)
    complete --do-complete="$(string join ' ' -- (string escape -- $words) "$current")"
end

complete -c mfa-exec -e
complete -c mfa-exec -f
complete -c mfa-exec -n '__mfa_exec_in command' -a '(__mfa_exec_command)'
complete -c mfa-exec -n '__mfa_exec_in run' -a -- -d 'the command follows'
${subcommands.map(({ name, help }) => `complete -c mfa-exec -n '__mfa_exec_in run' -a ${name} -d ${fishWord(help)}`).join('\n')}
${subcommands
  .filter(({ words }) => words.length > 0)
  .map(
    ({ name, words }) =>
      `complete -c mfa-exec -n '__mfa_exec_wants_word ${name}' -a ${fishWord(words.join(' '))}`,
  )
  .join('\n')}
${ALL_OPTIONS.map(optionLine).join('\n')}
`;
}

function optionLine(option: OwnOptionSpec): string {
  const { name, short, value, help } = option;
  const places = PLACES.filter(({ options }) => options.some((each) => each.name === name));
  // After the tabulator comes what is shown beside a value: without it that is the text of the option, once more each.
  const values =
    name === '--profile'
      ? `(${PROFILES_COMMAND} 2>/dev/null | string replace -r '$' '\\t')`
      : fixedValues(option)
          ?.map((each) => `${each}\\t`)
          .join(' ');
  return [
    `complete -c mfa-exec -n '__mfa_exec_in ${places.map((place) => place.name).join(' ')}'`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    `-l ${name.slice(2)}`,
    ...(value === undefined ? [] : ['-x']),
    ...(values === undefined ? [] : [`-a ${fishWord(values)}`]),
    `-d ${fishWord(help)}`,
  ].join(' ');
}
