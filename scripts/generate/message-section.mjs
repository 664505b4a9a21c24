import { plain } from './markdown.mjs';

/** What each effect means to the person who reads a message. */
export const effects = {
  failure: 'failure: the file is left out, or the import stops',
  row_skipped: 'warning: the row is skipped',
  row_imported: 'warning: the row is imported, apart from what the message names',
  file_skipped: 'warning: the file is left out',
  import_adjusted: 'warning: the import takes another course',
};

/** The section of a page about one message. @param {string} code @param {any} entry */
export function messageSection(code, entry) {
  const also = entry.or_effect === undefined ? '' : ` In another case: ${effects[entry.or_effect]}.`;
  const column = entry.column === undefined ? '' : `\n- **Column**: \`${entry.column}\``;
  return `### ${code}

> ${plain(entry.text)}

${plain(entry.summary)} ${plain(entry.why)}

- **Effect**: ${effects[entry.effect]}.${also}${column}
- **Remedy**: ${plain(entry.fix)}
- **Since**: ${entry.since}
`;
}
