import type { Command } from 'commander';
import { describeUse, type Use } from '../describe-use.ts';
import { exitStatus, usualStatuses } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const uses = {
  bash: [
    [
      'rollcall completion bash > ~/.rollcall-completion',
      'Write it into a file; ~/.bashrc reads it with: . ~/.rollcall-completion',
    ],
    [
      'eval "$(rollcall completion bash)"',
      'As a line of ~/.bashrc: always that of the rollcall that is installed.',
    ],
  ],
  zsh: [
    [
      'rollcall completion zsh > ~/.rollcall-completion',
      'Write it into a file; ~/.zshrc reads it, after compinit, with: . ~/.rollcall-completion',
    ],
    [
      'eval "$(rollcall completion zsh)"',
      'As a line of ~/.zshrc, after compinit: always that of the rollcall that is installed.',
    ],
  ],
  fish: [
    [
      'rollcall completion fish > ~/.config/fish/completions/rollcall.fish',
      'Write it where fish looks for it.',
    ],
    ['rollcall completion fish | source', 'For this session alone.'],
  ],
} as const satisfies Readonly<Record<string, Use['examples']>>;

/** `rollcall completion` with a command for each shell. */
export function declareCompletion(command: Command, { surroundings, finish }: CommandContext): void {
  describeUse(command, { examples: [uses.bash[1], uses.fish[0]], statuses: usualStatuses });
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    const one = command.command(shell).description(`Print the completion of ${shell}.`);
    describeUse(one, { examples: uses[shell], statuses: usualStatuses }).action(async () => {
      const { renderCompletion } = await import('../completion/render-completion.ts');
      surroundings.stdout.write(await renderCompletion(shell));
      finish(exitStatus.done);
    });
  }
}
