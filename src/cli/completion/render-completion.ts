import { readCommands } from '../read-help-pages.ts';
import { type CompletedCommand, describeCommands } from './describe-commands.ts';
import { renderFish } from './render-fish.ts';

const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** A branch of a `case` that sets words for each command and, with a value asked for, for each option. */
function branches(commands: readonly CompletedCommand[]): string {
  return commands
    .flatMap(({ path, subcommands, options }) => {
      const flags = options.flatMap((option) => option.flags);
      const values = options
        .filter(({ takes_value }) => takes_value)
        .map(
          ({ flags: names, choices }) =>
            `    ${names.map((name) => quote(`${path} ${name}`)).join('|')}) ${choices.length > 0 ? `words=${quote(choices.join(' '))}` : 'files=1'} ;;`,
        );
      const words = [...subcommands.map(({ name }) => name), ...flags].join(' ');
      return [
        ...values,
        `    ${quote(`${path} `)}) words=${quote(words)}${subcommands.length > 0 ? '' : '; files=1'} ;;`,
      ];
    })
    .join('\n');
}

/** What bash and zsh have in common: the words that may come after a command and, if it asks for a value, an option. */
function tables(commands: readonly CompletedCommand[]): string {
  const paths = commands.map(({ path }) => quote(path)).join('|');
  return `_rollcall_is_command() {
  case "$1" in
    ${paths}) return 0 ;;
  esac
  return 1
}

_rollcall_words() {
  words=''; files=''
  case "$1 $2" in
${branches(commands)}
    *) [ -n "$2" ] && _rollcall_words "$1" '' ;;
  esac
}
`;
}

const bash = (commands: readonly CompletedCommand[]) => `# bash completion of rollcall
${tables(commands)}
_rollcall() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous='' path='rollcall' words files index word
  for ((index = 1; index < COMP_CWORD; index++)); do
    word="\${COMP_WORDS[index]}"
    if _rollcall_is_command "$path $word"; then path="$path $word"; fi
  done
  [ "$COMP_CWORD" -gt 1 ] && previous="\${COMP_WORDS[COMP_CWORD - 1]}"
  case "$previous" in -*) ;; *) previous='' ;; esac
  _rollcall_words "$path" "$previous"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ -n "$files" ] && [ "\${#COMPREPLY[@]}" -eq 0 ] && compopt -o default 2>/dev/null
  return 0
}
complete -F _rollcall rollcall ./rollcall
`;

const zsh = (commands: readonly CompletedCommand[]) => `#compdef rollcall
${tables(commands)}
_rollcall() {
  local previous='' command='rollcall' index word
  local -a typed=("\${words[@]}")
  for ((index = 2; index < CURRENT; index++)); do
    word="\${typed[index]}"
    if _rollcall_is_command "$command $word"; then command="$command $word"; fi
  done
  ((CURRENT > 2)) && previous="\${typed[CURRENT - 1]}"
  [[ "$previous" == -* ]] || previous=''
  local words files
  _rollcall_words "$command" "$previous"
  [[ -n "$words" ]] && compadd -- \${=words}
  [[ -n "$files" ]] && _files
  return 0
}
compdef _rollcall rollcall
`;

/** The script that lets a shell complete the command line, made of the commands as they are declared. */
export async function renderCompletion(shell: 'bash' | 'zsh' | 'fish'): Promise<string> {
  const commands = describeCommands(await readCommands());
  return { bash, zsh, fish: renderFish }[shell](commands);
}
