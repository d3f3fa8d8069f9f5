import { ALL_OPTIONS, fixedValues, namesOf, PLACES, type Place, PROFILES_COMMAND, TAKING } from './terms.ts';

/**
 * The script for bash 3.2 and later, with or without the package bash-completion. What follows `--` goes to the
 * completion of the wrapped command: bash has no call for that, so its specification is looked up and carried out here.
 */
export function bashCompletion(): string {
  const open = ALL_OPTIONS.filter(
    (option) =>
      option.value !== undefined && fixedValues(option) === undefined && option.name !== '--profile',
  ).map(({ name }) => name);
  return `# bash completion of mfa-exec. In ~/.bashrc: eval "$(mfa-exec completion bash)"

_mfa_exec() {
  local i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ \${COMP_WORDS[i]} == -- ]]; then
      _mfa_exec_command $((i + 1))
      return
    fi
  done
  _mfa_exec_own
}

_mfa_exec_own() {
  local words=() cur prev typed place=run word= i
  _mfa_exec_words
  cur=\${words[\${#words[@]} - 1]}
  prev=\${words[\${#words[@]} - 2]}
  # bash replaces only what follows the last = or :
  typed=\${COMP_WORDS[COMP_CWORD]}
  [[ $typed == [=:] ]] && typed=
  typed=\${cur%"$typed"}
  for ((i = 1; i < \${#words[@]} - 1; i++)); do
    case \${words[i]} in
      ${TAKING.join(' | ')}) i=$((i + 1)) ;;
      -*) ;;
      *)
        if [[ $place == run ]]; then place=\${words[i]}; else word=\${words[i]}; fi
        ;;
    esac
  done
  if [[ $cur == --*=* ]]; then
    _mfa_exec_values "\${cur%%=*}" "\${cur%%=*}="
  elif ! _mfa_exec_values "$prev" ""; then
    case $place in
${PLACES.map(placeCase).join('\n')}
    esac
  fi
  # Without candidates bash would offer the names of files.
  [[ \${#COMPREPLY[@]} -gt 0 ]] || compopt +o default +o bashdefault 2>/dev/null
}

# Offers the values of the option $1, each after $2; fails where it takes none.
_mfa_exec_values() {
  local name
  case $1 in
    -p | --profile)
      while IFS= read -r name; do
        printf -v name %q "$name"
        _mfa_exec_offer "$2$name"
      done < <(${PROFILES_COMMAND} 2>/dev/null)
      ;;
${ALL_OPTIONS.flatMap((option) => {
  const values = fixedValues(option)?.join(' ');
  return values === undefined
    ? []
    : [`    ${option.name}) for name in ${values}; do _mfa_exec_offer "$2$name"; done ;;`];
}).join('\n')}
    ${open.join(' | ')}) ;;
    *) return 1 ;;
  esac
}

_mfa_exec_offer() {
  local word
  for word in "$@"; do
    if [[ $word == "$cur"* ]]; then COMPREPLY+=("\${word#"$typed"}"); fi
  done
}

# The words up to the cursor in "words": bash breaks them at = and : too.
_mfa_exec_words() {
  local rest=$COMP_LINE word i
  for ((i = 0; i <= COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ i -eq 0 || $rest == [[:space:]]* || -z $word ]]; then
      words+=("$word")
    else
      words[\${#words[@]} - 1]+=$word
    fi
    rest=\${rest#"\${rest%%[![:space:]]*}"}
    rest=\${rest#"$word"}
  done
}

# Completes the command that begins at the word $1, as if it stood there alone.
_mfa_exec_command() {
  local line=$COMP_LINE cur prev i
  for ((i = 0; i < $1; i++)); do
    line=\${line#"\${line%%[![:space:]]*}"}
    line=\${line#"\${COMP_WORDS[i]}"}
  done
  line=\${line#"\${line%%[![:space:]]*}"}
  COMP_POINT=$((COMP_POINT - \${#COMP_LINE} + \${#line}))
  COMP_LINE=$line
  COMP_WORDS=("\${COMP_WORDS[@]:$1}")
  COMP_CWORD=$((COMP_CWORD - $1))
  cur=\${COMP_WORDS[COMP_CWORD]}
  if [[ COMP_CWORD -eq 0 ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r i; do COMPREPLY+=("$i"); done < <(compgen -c -- "$cur" | sort -u)
    return
  fi
  prev=\${COMP_WORDS[COMP_CWORD - 1]}
  # 124: the completion was only loaded, and wants to be asked again.
  for i in 1 2; do
    _mfa_exec_delegate "\${COMP_WORDS[0]}"
    [[ $? -eq 124 ]] || return
  done
}

# Carries out the specification that bash has for the command $1, or loads it.
_mfa_exec_delegate() {
  local spec function='' program='' rest=() word
  spec=$(complete -p -- "$1" 2>/dev/null || complete -p -- "\${1##*/}" 2>/dev/null || complete -p -D 2>/dev/null)
  [[ -n $spec ]] || return 0
  # bash prints it quoted for the shell; the last word is the command.
  eval "set -- $spec"
  shift
  while [[ $# -gt 0 ]]; do
    case $1 in
      -F) function=$2 && shift ;;
      -C) program=$2 && shift ;;
      -o)
        compopt -o "$2" 2>/dev/null
        shift
        ;;
      -D | --) ;;
      -[AGWXPS]) rest+=("$1" "$2") && shift ;;
      -*) rest+=("$1") ;;
    esac
    shift
  done
  if [[ -n $function ]]; then
    "$function" "\${COMP_WORDS[0]}" "$cur" "$prev"
    return
  fi
  if [[ -n $program ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(
      export COMP_LINE COMP_POINT COMP_KEY COMP_TYPE
      eval "$program"' "\${COMP_WORDS[0]}" "$cur" "$prev"'
    )
  elif [[ \${#rest[@]} -gt 0 ]]; then
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen "\${rest[@]}" -- "$cur")
  fi
  return 0
}

complete -o bashdefault -o default -F _mfa_exec mfa-exec
`;
}

function placeCase({ name, options, words }: Place): string {
  const dashed = options.flatMap(namesOf);
  const others = name === 'run' ? [...PLACES.slice(1).map((place) => place.name), '--'] : words;
  const another = name === 'run' ? '' : `[[ -n $word ]] || `;
  const last = name === 'run' ? ['--'] : [];
  return `      ${name})
        if [[ $cur == -* ]]; then
          _mfa_exec_offer ${[...dashed, ...last].join(' ')}
        else
          ${others.length === 0 ? ':' : `${another}_mfa_exec_offer ${others.join(' ')}`}
        fi
        ;;`;
}
