import type { CompletedCommand, CompletedOption } from './describe-commands.ts';

const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const head = (paths: string) => `# fish completion of rollcall
function __rollcall_at
    set -l path rollcall
    for word in (commandline -opc)[2..]
        if contains -- "$path $word" ${paths}
            set path "$path $word"
        end
    end
    test "$path" = "$argv[1]"
end
complete -c rollcall -f
`;

function renderOption(at: string, { flags, takes_value, choices, summary }: CompletedOption): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = choices.length > 0 ? ` -x -a ${quote(choices.join(' '))}` : ' -r -F';
  return `complete -c rollcall -n ${at} ${names.join(' ')}${takes_value ? value : ''} -d ${quote(summary)}`;
}

/** The completion of fish, which shows summaries beside the words. */
export function renderFish(commands: readonly CompletedCommand[]): string {
  const lines = commands.flatMap(({ path, subcommands, options }) => {
    const at = quote(`__rollcall_at "${path}"`);
    return [
      ...subcommands.map(
        ({ name, summary }) => `complete -c rollcall -n ${at} -a ${name} -d ${quote(summary)}`,
      ),
      ...(subcommands.length === 0 ? [`complete -c rollcall -n ${at} -F`] : []),
      ...options.map((option) => renderOption(at, option)),
    ];
  });
  return `${head(commands.map(({ path }) => quote(path)).join(' '))}${lines.join('\n')}\n`;
}
