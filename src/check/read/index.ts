export { type InspectedFile, inspectFile } from './inspect-file.ts';
export { rowInfo, rowParser } from './parse-row.ts';
export { type ReadRowsOptions, readRows } from './read-rows.ts';
export { readWithoutSecrets } from './read-without-secrets.ts';
