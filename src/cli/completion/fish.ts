import type { OwnOptionSpec } from '../../options.ts';
import { fishWord } from '../export-format.ts';
import { ALL_OPTIONS, fixedValues, PLACES, PROFILES_COMMAND } from './terms.ts';

/** The script for fish 3 and later. */
export function fishCompletion(): string {
  const taking = ALL_OPTIONS.filter(({ value }) => value !== undefined).map(({ name }) => name);
  const [, ...subcommands] = PLACES;
  return `# fish completion of mfa-exec. In ~/.config/fish/config.fish: mfa-exec completion fish | source

# Where the cursor is: "run" before any subcommand, a subcommand's name after it, "command" after --.
function __mfa_exec_place
    set -l words (commandline -opc)
    set -e words[1]
    set -l is_value no
    for word in $words
        if test "$word" = --
            echo command
            return
        else if test $is_value = yes
            set is_value no
        else if contains -- $word ${taking.join(' ')}
            set is_value yes
        else if not string match -q -- '-*' $word
            echo $word
            return
        end
    end
    echo run
end

function __mfa_exec_in
    contains -- (__mfa_exec_place) $argv
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
  .map(({ name, words }) => `complete -c mfa-exec -n '__mfa_exec_in ${name}' -a ${fishWord(words.join(' '))}`)
  .join('\n')}
${ALL_OPTIONS.map(optionLine).join('\n')}
`;
}

function optionLine(option: OwnOptionSpec): string {
  const { name, short, value, help } = option;
  const places = PLACES.filter(({ options }) => options.some((each) => each.name === name));
  const values = name === '--profile' ? `(${PROFILES_COMMAND} 2>/dev/null)` : fixedValues(option)?.join(' ');
  return [
    `complete -c mfa-exec -n '__mfa_exec_in ${places.map((place) => place.name).join(' ')}'`,
    ...(short === undefined ? [] : [`-s ${short.slice(1)}`]),
    `-l ${name.slice(2)}`,
    ...(value === undefined ? [] : ['-x']),
    ...(values === undefined ? [] : [`-a ${fishWord(values)}`]),
    `-d ${fishWord(help)}`,
  ].join(' ');
}
