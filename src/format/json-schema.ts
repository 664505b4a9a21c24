import type { Column, FileType } from './define-file-type.ts';

/** A JSON Schema as far as this project writes them. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The longest ID that the store keeps. */
const longest_id_characters = 255;

/**
 * The JSON Schema (2020-12) of one row of a file type as its author should write it: an object of cell
 * texts, a blank cell being the empty string. It is stricter than the reader, which takes words in any case.
 */
export function jsonSchemaOf(fileType: FileType): JsonSchema {
  const columns = Object.entries(fileType.columns);
  const required = columns.filter(([, column]) => column.required === 'yes').map(([name]) => name);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $comment: `Generated from src/format/file-types/${fileType.name.replaceAll('_', '-')}.ts`,
    title: `A row of ${fileType.file_name}`,
    description: fileType.summary,
    type: 'object',
    properties: Object.fromEntries(columns.map(([name, column]) => [name, cellSchema(column)])),
    required,
    ...neededGroups(fileType),
    additionalProperties: { type: 'string' },
    examples: [fileType.example],
  };
}

function cellSchema(column: Column): JsonSchema {
  return {
    description: column.summary,
    type: 'string',
    ...valueKeywords(column),
    ...(column.default === undefined ? {} : { default: column.default }),
    ...(column.secret ? { writeOnly: true } : {}),
    ...(column.references === undefined ? {} : { 'x-references': column.references }),
    ...(column.sticky === undefined ? {} : { 'x-sticky': column.sticky }),
  };
}

function valueKeywords(column: Column): JsonSchema {
  // What a cell may hold beside a value of its kind.
  const words = [
    ...(column.required === 'yes' ? [] : ['']),
    ...(column.clear_word === undefined ? [] : [column.clear_word]),
  ];
  if (column.values !== undefined) return { enum: [...column.values, ...words] };
  switch (column.kind) {
    case 'boolean':
      return { enum: ['true', 'false', ...words] };
    case 'timestamp':
      return orWords({ format: 'date-time' }, words);
    case 'integer':
      return orWords({ pattern: '^[0-9]+$' }, words);
    case 'sis_id':
      return { ...shortest(column), maxLength: longest_id_characters };
    default:
      return shortest(column);
  }
}

function orWords(schema: JsonSchema, words: readonly string[]): JsonSchema {
  return words.length === 0 ? schema : { anyOf: [schema, { enum: words }] };
}

function shortest(column: Column): JsonSchema {
  return column.required === 'yes' ? { minLength: 1 } : {};
}

function neededGroups(fileType: FileType): JsonSchema {
  const groups = fileType.needs_one_of ?? [];
  if (groups.length === 0) return {};
  return { allOf: groups.map((group) => ({ anyOf: group.map(hasValue) })) };
}

function hasValue(column: string): JsonSchema {
  return { required: [column], properties: { [column]: { minLength: 1 } } };
}
