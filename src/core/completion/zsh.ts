import type { OwnOptionSpec } from '../options.ts';
import { PLACES, type Place, PROFILES_COMMAND } from './terms.ts';

/** The script for zsh 5: to be evaluated after `compinit`, or to be a file `_mfa-exec` in `$fpath`. */
export function zshCompletion(): string {
  const [main, ...subcommands] = PLACES;
  return `#compdef mfa-exec
# zsh completion of mfa-exec. In ~/.zshrc after compinit: eval "$(mfa-exec completion zsh)"

_mfa-exec() {
  local curcontext=$curcontext state line expl
  local -i dashes=\${words[(i)--]}
  typeset -A opt_args
  # What follows -- is completed as if it stood there alone.
  if (( dashes < CURRENT )); then
    shift $dashes words
    (( CURRENT -= dashes ))
    _normal
    return
  fi
  _arguments -C -s \\
${(main?.options ?? []).map((option) => `    ${specOf(option)} \\`).join('\n')}
    '1: :_mfa-exec_subcommands' \\
    '*:: :->after' && return
  [[ $state == after ]] || return 1
  words=("$line[1]" "$words[@]")
  (( CURRENT += 1 ))
  case $line[1] in
${subcommands.map(placeCase).join('\n')}
  esac
}

_mfa-exec_subcommands() {
  local -a subcommands=(
${subcommands.map(({ name, help }) => `    ${quote(`${name}:${help}`)}`).join('\n')}
  )
  _describe -t commands subcommand subcommands
  compadd -- --
}

_mfa-exec_profiles() {
  local -a names=("\${(@f)$(${PROFILES_COMMAND} 2>/dev/null)}")
  _wanted profiles expl profile compadd -a names
}

if [[ $funcstack[1] == _mfa-exec ]]; then
  _mfa-exec "$@"
else
  compdef _mfa-exec mfa-exec
fi
`;
}

function placeCase({ name, options, words }: Place): string {
  const specs = [...options.map(specOf), ...(words.length === 0 ? [] : [`'1:shell:(${words.join(' ')})'`])];
  return `    ${name})\n      _arguments -s \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')}\n      ;;`;
}

/** One specification of `_arguments`. */
function specOf({ name, short, value, help, choices }: OwnOptionSpec): string {
  const text = `[${help.replaceAll(/[[\]:\\]/g, '\\$&')}]`;
  if (value === undefined) {
    return short === undefined ? quote(name + text) : `'(${short} ${name})'{${short},${name}}${quote(text)}`;
  }
  const action =
    name === '--profile' ? '_mfa-exec_profiles' : choices === undefined ? ' ' : `(${choices.join(' ')})`;
  return quote(`${name}=${text}:${value}:${action}`);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
