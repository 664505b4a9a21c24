export { type InspectedFile, inspectFile } from './inspect-file.ts';
export { rowInfo, rowParser } from './parse-row.ts';
export { readRecords } from './read-records.ts';
export { type ReadRowsOptions, readRows } from './read-rows.ts';
export { readWithoutSecrets, secret_columns } from './read-without-secrets.ts';
