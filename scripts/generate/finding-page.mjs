import { anchor, code, kebab, pageHead, plain, table } from './markdown.mjs';

const path = 'docs/reference/findings.md';

/** What the severities mean to the person who reads a finding. */
const severities = {
  error: 'data is lost: an import leaves the row or the file out',
  warning: 'an import takes it, but it is probably not meant so',
  note: 'worth knowing',
};

/** The codes that only `rollcall check` has in full, the others as links. @type {import('../generate.mjs').Generator} */
export const findingPage = {
  async files(load) {
    const { checkCodes, findingCodes, findingEntry } = await load('check');
    const { fileTypes } = await load('format');
    const types = new Set(fileTypes.map(({ name }) => name));
    const row = (/** @type {string} */ each) => {
      const area = each.slice(0, each.indexOf('.'));
      const page = types.has(area) ? `file-types/${kebab(area)}.md` : 'messages.md';
      const { severity, summary } = findingEntry(each);
      const link = Object.hasOwn(checkCodes, each) ? '' : page;
      return [`[${code(each)}](${link}#${anchor(each)})`, severity, plain(summary)];
    };
    const page = [
      pageHead('src/check/analysis/codes/', 'Findings'),
      'What `rollcall check` finds. Codes that begin with `check.` are its own: an import says nothing about them. The',
      'others are the messages of an import into an account that holds nothing else, said beforehand.\n',
      '## Severities\n',
      table(
        ['Severity', 'Meaning'],
        Object.entries(severities).map(([severity, meaning]) => [severity, meaning]),
      ),
      '## All codes\n',
      table(['Code', 'Severity', 'Meaning'], findingCodes.map(row)),
      '## Codes of the check alone\n',
      Object.entries(checkCodes)
        .map(([each, entry]) => section(each, entry))
        .join('\n'),
    ];
    return new Map([[path, page.join('\n')]]);
  },
};

/** @param {string} each @param {any} entry */
function section(each, entry) {
  const repair = entry.repair === undefined ? '' : `\n- **With --fix**: ${plain(entry.repair)}`;
  return `### ${each}

> ${plain(entry.text)}

${plain(entry.summary)} ${plain(entry.why)}

- **Severity**: ${entry.severity}
- **Remedy**: ${plain(entry.fix)}${repair}
- **Since**: ${entry.since}
`;
}
