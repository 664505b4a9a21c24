// What the generated pages share.

/** The first lines of every generated page. @param {string} source @param {string} title */
export function pageHead(source, title) {
  return `Generated from ${source}; change it there and run \`npm run generate\`.\n\n# ${title}\n`;
}

/** Text that Markdown takes as it stands. @param {string} text */
export function plain(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('*', '\\*').replaceAll('|', '\\|');
}

/** @param {string} text */
export function code(text) {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** `a`, `b` and `c`. @param {readonly string[]} words @param {'and' | 'or'} joint */
export function codeList(words, joint = 'and') {
  const coded = words.map(code);
  const last = coded.pop() ?? '';
  return coded.length === 0 ? last : `${coded.join(', ')} ${joint} ${last}`;
}

/** A table without a row is no table: nothing. @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export function table(head, rows) {
  if (rows.length === 0) return '';
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** The place of a heading in its page, as GitHub makes it. @param {string} heading */
export function anchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** The path of what is named after a file type, without its ending. @param {string} name */
export function kebab(name) {
  return name.replaceAll('_', '-');
}
