import type { TextPlace } from './text-place.ts';

/** A record of a CSV file. */
export interface CsvRecord {
  /** Record number, header = 1. Records of blank cells have a number too, fully empty lines have none. */
  readonly row: number;
  /** Trimmed; a blank cell is `''`. */
  readonly cells: readonly string[];
}

/** Why a file cannot be read. */
export type CsvFaultKind =
  | 'invalid_utf8'
  | 'unclosed_quote'
  | 'quote_in_unquoted'
  | 'text_after_quote'
  | 'record_too_long';

/** A fault and its place. An unclosed quote is placed where it opens, a record that is too long where it begins. */
export interface CsvFault extends TextPlace {
  readonly kind: CsvFaultKind;
}

/** How a file is read. */
export interface CsvScannerOptions {
  /** The most characters (UTF-16 units) of one record: an unclosed quote must not fill the memory. */
  readonly max_record_length?: number;
}
