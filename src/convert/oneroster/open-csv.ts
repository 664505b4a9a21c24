import { readRecords, type UploadFile } from '../../check/index.ts';
import { type CsvFault, type CsvRecord, CsvScanner } from '../../format/index.ts';
import { ConversionError } from './conversion-error.ts';

const faults: Readonly<Record<CsvFault['kind'], string>> = {
  invalid_utf8: 'this is no UTF-8',
  unclosed_quote: 'a quote opens here and is never closed',
  quote_in_unquoted: 'a quote stands in a value that is not in quotes',
  text_after_quote: 'text follows a closing quote',
  record_too_long: 'the record that begins here is too long',
};

/**
 * The records of a file, some at a time.
 * @throws ConversionError for a file that is no CSV: a part of a file would look like a smaller school.
 */
export async function* openCsv(file: UploadFile): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  const scanner = new CsvScanner();
  yield* readRecords(file, scanner);
  if (scanner.fault === null) return;
  const { kind, line, column } = scanner.fault;
  throw new ConversionError(`${file.base_name}, line ${line}, column ${column}: ${faults[kind]}.`);
}
