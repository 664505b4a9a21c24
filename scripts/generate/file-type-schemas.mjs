import { kebab } from './markdown.mjs';

const folder = 'docs/reference/schemas';

/** A JSON Schema per file type. @type {import('../generate.mjs').Generator} */
export const fileTypeSchemas = {
  folder,
  async files(load) {
    const { fileTypes, jsonSchemaOf } = await load('format');
    return new Map(
      fileTypes.map((fileType) => [
        `${folder}/${kebab(fileType.name)}.schema.json`,
        `${JSON.stringify(jsonSchemaOf(fileType), null, 2)}\n`,
      ]),
    );
  },
};
