import { anchor, code, kebab, pageHead, plain, table } from './markdown.mjs';
import { effects, messageSection } from './message-section.mjs';

const path = 'docs/reference/messages.md';

/** All codes, and in full those that belong to no file type. @type {import('../generate.mjs').Generator} */
export const messagePage = {
  async files(load) {
    const { fileTypes, messages } = await load('format');
    const names = new Set(fileTypes.map((fileType) => fileType.name));
    const areaOf = (/** @type {string} */ messageCode) => messageCode.slice(0, messageCode.indexOf('.'));
    const entries = Object.entries(messages);
    const rows = entries.map(([messageCode, entry]) => {
      const area = areaOf(messageCode);
      const page = names.has(area) ? `file-types/${kebab(area)}.md` : '';
      return [
        `[${code(messageCode)}](${page}#${anchor(messageCode)})`,
        code(entry.effect),
        plain(entry.text),
      ];
    });
    const common = entries.filter(([messageCode]) => !names.has(areaOf(messageCode)));
    const page = [
      pageHead('src/format/messages/', 'Messages'),
      'What an import says about the data it was given. A code never changes its meaning and is never used again.',
      'A value that a row does not give reads `(none)`.\n',
      '## Effects\n',
      table(
        ['Effect', 'Meaning'],
        Object.entries(effects).map(([effect, meaning]) => [code(effect), meaning]),
      ),
      '## All codes\n',
      table(['Code', 'Effect', 'Text'], rows),
      '## Files, imports, batch mode, diffing, restoring\n',
      common.map(([messageCode, entry]) => messageSection(messageCode, entry)).join('\n'),
    ];
    return new Map([[path, page.join('\n')]]);
  },
};
