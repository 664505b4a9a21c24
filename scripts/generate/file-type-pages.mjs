import { code, codeList, kebab, pageHead, plain, table } from './markdown.mjs';
import { messageSection } from './message-section.mjs';

const folder = 'docs/reference/file-types';

/** A page per file type, and one that lists them in order. @type {import('../generate.mjs').Generator} */
export const fileTypePages = {
  folder,
  async files(load) {
    const { fileTypes, messages, csvLine } = await load('format');
    const pages = fileTypes.map((fileType, index) => [
      `${folder}/${kebab(fileType.name)}.md`,
      pageOf(fileType, index + 1, messages, csvLine),
    ]);
    return new Map([[`${folder}/README.md`, listOf(fileTypes)], ...pages]);
  },
};

function listOf(fileTypes) {
  const rows = fileTypes.map((fileType, index) => [
    `${index + 1}`,
    `[${fileType.file_name}](${kebab(fileType.name)}.md)`,
    code(fileType.name),
    recognition(fileType.recognized_by),
  ]);
  return [
    pageHead('src/format/file-types/', 'File types'),
    'The type of a file is told by the columns in its header; its name does not matter. The types are tried in this',
    'order and the first match decides. Rows are applied in the same order, type by type.\n',
    table(['', 'File', 'Type', 'Told by'], rows),
  ].join('\n');
}

function pageOf(fileType, position, messages, csvLine) {
  const own = Object.entries(messages).filter(([messageCode]) => messageCode.startsWith(`${fileType.name}.`));
  const schema = `../schemas/${kebab(fileType.name)}.schema.json`;
  return [
    pageHead(`src/format/file-types/${kebab(fileType.name)}.ts`, fileType.file_name),
    `${plain(fileType.summary)}\n`,
    ...facts(fileType, position).map((fact) => `- ${fact}`),
    `- The same as a [JSON Schema](${schema}) of one row.\n`,
    '## Columns\n',
    columnTable(fileType),
    ...(fileType.needs_one_of ?? []).map((group) => `A row needs ${codeList(group, 'or')}.\n`),
    '## Example\n',
    `\`\`\`csv\n${csvLine(Object.keys(fileType.example))}${csvLine(Object.values(fileType.example))}\`\`\`\n`,
    '## Messages\n',
    own.map(([messageCode, entry]) => messageSection(messageCode, entry)).join('\n'),
  ].join('\n');
}

function facts(fileType, position) {
  const sticky = fileType.also_sticky ?? [];
  return [
    `Type ${code(fileType.name)}, number ${position} in the order of types; counted as ${code(fileType.plural)}.`,
    `Told by its header: ${recognition(fileType.recognized_by)}.`,
    `One row per ${codeList(fileType.identified_by)}: diffing tells rows apart by ${fileType.identified_by.length > 1 ? 'them' : 'it'}.`,
    ...(fileType.status_match === undefined ? [] : [statusFact(fileType.status_match)]),
    ...(sticky.length === 0 ? [] : [`Sticky without a column: ${codeList(sticky)}.`]),
    ...(fileType.legacy
      ? ['Outside the published format: older files, or newer ones not documented yet.']
      : []),
  ];
}

function statusFact(match) {
  return match === 'prefix'
    ? 'A status is met in any case, and by the beginning of the word.'
    : 'A status is met in any case, but only as the whole word.';
}

function recognition(by) {
  const parts = [
    ...(by.all_of === undefined ? [] : [codeList(by.all_of)]),
    ...(by.any_of ?? []).map((group) => codeList(group, 'or')),
    ...(by.none_of === undefined ? [] : [`none of ${codeList(by.none_of, 'or')}`]),
  ];
  return parts.length === 1 ? (parts[0] ?? '') : parts.join('; and ');
}

const needed = { yes: 'yes', new: 'for a new object', either: 'one of several' };
const kinds = {
  sis_id: 'SIS ID',
  text: 'text',
  enum: 'word',
  boolean: 'yes or no',
  timestamp: 'date',
  integer: 'number',
};

function columnTable(fileType) {
  const rows = Object.entries(fileType.columns).map(([name, column]) => [
    code(name),
    kinds[column.kind],
    column.required === undefined ? '' : needed[column.required],
    valuesOf(column),
    column.references === undefined ? '' : `[${column.references}](${kebab(column.references)}.md)`,
    column.sticky === undefined ? '' : code(column.sticky),
    plain(column.summary) + (column.secret ? ' Never shown, logged or kept for download.' : ''),
  ]);
  return table(['Column', 'Kind', 'Needed', 'Values', 'Names a', 'Sticks as', 'Meaning'], rows);
}

function valuesOf(column) {
  return [
    ...(column.values ?? []).map(code),
    ...(column.clear_word === undefined ? [] : [`${code(column.clear_word)} clears`]),
    ...(column.default === undefined ? [] : [`blank means ${code(column.default)}`]),
  ].join(', ');
}
