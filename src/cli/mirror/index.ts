/** A server's export, loaded into a server of our own to try an import on. */
export { fieldsOutOfSight, nameUnknowns, type Supplied } from './name-unknowns.ts';
export { awaitImport, type Mirror, openMirror } from './open-mirror.ts';
export { translateChoices } from './translate-choices.ts';
export type { UnknownField } from './unknown-fields.ts';
