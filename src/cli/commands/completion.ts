import type { Command } from 'commander';
import { exitStatus, statusHelp } from '../exit-status.ts';
import type { CommandContext } from '../program.ts';

const lines = {
  bash: `
Put this into ~/.bashrc:
  eval "$(rollcall completion bash)"`,
  zsh: `
Put this into ~/.zshrc, after compinit:
  eval "$(rollcall completion zsh)"`,
  fish: `
Put it where fish looks for it:
  rollcall completion fish > ~/.config/fish/completions/rollcall.fish`,
} as const;

/** `rollcall completion` with a command for each shell. */
export function declareCompletion(command: Command, { surroundings, finish }: CommandContext): void {
  command.addHelpText('after', statusHelp);
  for (const shell of ['bash', 'zsh', 'fish'] as const) {
    command
      .command(shell)
      .description(`Print the completion of ${shell}.`)
      .addHelpText('after', `${lines[shell]}\n${statusHelp}`)
      .action(async () => {
        const { renderCompletion } = await import('../completion/render-completion.ts');
        surroundings.stdout.write(await renderCompletion(shell));
        finish(exitStatus.done);
      });
  }
}
