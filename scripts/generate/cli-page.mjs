import { pageHead } from './markdown.mjs';

const path = 'docs/reference/cli.md';

/** The help of every command, as `--help` prints it. @type {import('../generate.mjs').Generator} */
export const cliPage = {
  async files(load) {
    const { readHelpPages } = await load('cli');
    /** @type {readonly { name: string, help: string }[]} */
    const pages = await readHelpPages();
    const sections = pages.map(({ name, help }) => `## ${name}\n\n\`\`\`\n${help}\n\`\`\`\n`);
    return new Map([[path, [pageHead('src/cli/commands/', 'Command line'), ...sections].join('\n')]]);
  },
};
