import { posixQuoted } from '../../base/shell-word.ts';
import type { OwnOptionSpec } from '../../options.ts';
import { fixedValues, PLACES, type Place, PROFILES_COMMAND, TAKING } from './terms.ts';

/** The script for zsh 5: to be evaluated, before `compinit` or after it or without it, or to be a file `_mfa-exec` in `$fpath`. */
export function zshCompletion(): string {
  const [, ...subcommands] = PLACES;
  return `#compdef mfa-exec
# zsh completion of mfa-exec. In ~/.zshrc: eval "$(mfa-exec completion zsh)"

_mfa-exec() {
  local place=run
  local -i i dashes=\${words[(i)--]}
  # What follows -- is completed as if it stood there alone.
  if (( dashes < CURRENT )); then
    shift $dashes words
    (( CURRENT -= dashes ))
    _normal
    return
  fi
  for (( i = 2; i < CURRENT; i++ )); do
    case $words[i] in
      (${TAKING.join('|')}) (( i++ )) ;;
      (-*) ;;
      (*)
        place=$words[i]
        shift $(( i - 1 )) words
        (( CURRENT -= i - 1 ))
        break
        ;;
    esac
  done
  case $place in
${PLACES.map(placeCase).join('\n')}
  esac
}

_mfa-exec_subcommands() {
  local -a subcommands=(
${subcommands.map(({ name, help }) => `    ${posixQuoted(`${name}:${help}`)}`).join('\n')}
  )
  _describe -t commands subcommand subcommands
  compadd -- --
}

_mfa-exec_profiles() {
  local -a expl
  local -a names=("\${(@f)$(${PROFILES_COMMAND} 2>/dev/null)}")
  _wanted profiles expl profile compadd -a names
}

if [[ $funcstack[1] == _mfa-exec ]]; then
  _mfa-exec "$@"
elif (( $+functions[compdef] )); then
  compdef _mfa-exec mfa-exec
else
  # compinit may come later in ~/.zshrc, and would forget what was defined before it.
  _mfa-exec_register() {
    add-zsh-hook -d precmd _mfa-exec_register
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit -i; }
    compdef _mfa-exec mfa-exec
    unfunction _mfa-exec_register
  }
  autoload -Uz add-zsh-hook
  add-zsh-hook precmd _mfa-exec_register
fi
`;
}

function placeCase({ name, options, words }: Place): string {
  const taken = words.length === 0 ? [] : [`'1: :(${words.join(' ')})'`];
  const specs = [...options.map(specOf), ...(name === 'run' ? ["'1: :_mfa-exec_subcommands'"] : taken)];
  return `    (${name})\n      _arguments -s \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')}\n      ;;`;
}

/** One specification of `_arguments`. */
function specOf(option: OwnOptionSpec): string {
  const { name, short, value, help } = option;
  const values = fixedValues(option);
  const text = `[${help.replaceAll(/[[\]:\\]/g, '\\$&')}]`;
  const action =
    name === '--profile' ? '_mfa-exec_profiles' : values === undefined ? ' ' : `(${values.join(' ')})`;
  const spec = value === undefined ? text : `${text}:${value}:${action}`;
  const long = value === undefined ? name : `${name}=`;
  return short === undefined
    ? posixQuoted(long + spec)
    : `'(${short} ${name})'{${short},${long}}${posixQuoted(spec)}`;
}
