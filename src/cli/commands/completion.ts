import type { Command } from '../command.js';
import { exit } from '../exit.js';

interface CompletionArguments {
  readonly shell: 'bash' | 'zsh' | 'fish';
}

export const completionCommand: Command<CompletionArguments> = {
  command: 'completion <shell>',
  describe: 'Print what makes a shell complete options, files, hosts and groups',
  positionals: {
    shell: { choices: ['bash', 'zsh', 'fish'], demandOption: true, describe: 'Shell to print it for' },
  },
  options: {},
  examples: [
    ['source <($0 completion bash)', 'In ~/.bashrc; with zsh in ~/.zshrc, behind compinit'],
    ['$0 completion fish > ~/.config/fish/completions/secgroup.fish', 'For fish'],
  ],
  run: async ({ shell }) => {
    const { renderTemplate } = await import('../../target/templates.js');
    process.stdout.write(renderTemplate(`completion/${shell}.njk`, {}));
    return exit.fine;
  },
};
