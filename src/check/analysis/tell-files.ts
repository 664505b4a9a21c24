import type { FileType, Message } from '../../format/index.ts';
import { type CheckCode, checkCodes, severityOf } from './codes/index.ts';
import { encodingName, guessEncoding } from './encoding.ts';
import type { FindingSink } from './finding.ts';
import { fileKey } from './finding-groups.ts';
import {
  type HeaderFinding,
  headerFindings,
  misspeltRecognition,
  otherSeparator,
  separatorName,
  typeByName,
} from './header-findings.ts';

/** Tells what opening the upload has given. */
export function tellMessage({ code, effect, file, row, column, params }: Message, sink: FindingSink): void {
  sink.tell({ code, severity: severityOf(effect), file, row, column, params });
}

/** Says why a file is left out: the encoding or the typo that lies behind it first. */
export function tellBroken(
  file: string,
  header: readonly string[],
  beginning: Uint8Array,
  message: Message,
  sink: FindingSink,
): void {
  const { code } = message;
  const encoding =
    code === 'file.invalid_utf8' || code === 'file.headers_unrecognized' ? guessEncoding(beginning) : null;
  const typos = code === 'file.headers_unrecognized' ? misspeltRecognition(file, header) : [];
  const cause = { by: 'finding' as const, key: fileKey(file) };
  const { effect, row, column, params } = message;
  const told = { code, severity: severityOf(effect), file, row, column, params };
  if (encoding !== null || code === 'file.invalid_utf8') {
    const name = encodingName(encoding ?? 'windows-1252');
    tellOfFile('check.wrong_encoding', file, { file, encoding: name }, sink);
    sink.tell({ ...told, cause });
    return;
  }
  const separator = code === 'file.headers_unrecognized' ? otherSeparator(header) : null;
  if (separator !== null) {
    tellOfFile('check.wrong_separator', file, { file, separator: separatorName(separator) }, sink);
    sink.tell({ ...told, cause });
    return;
  }
  for (const { finding } of typos) {
    const { severity = 'error', params: about } = finding;
    sink.tell({
      code: finding.code,
      severity,
      file,
      row: null,
      column: finding.column,
      params: about,
      cause,
    });
  }
  sink.tell(typos.length > 0 ? { ...told, cause } : told);
}

/** Tells what there is to say about a header, and returns the columns that rows lack because of it. */
export function tellHeader(
  path: string,
  file_type: FileType,
  header: readonly string[],
  sink: FindingSink,
): ReadonlySet<string> {
  const expected = typeByName(path);
  if (expected !== null && expected !== file_type) {
    const params = { file: path, expected: expected.plural, taken: file_type.plural };
    tellOfFile('check.taken_for_another_type', path, params, sink);
  }
  const findings: readonly HeaderFinding[] = headerFindings(path, file_type, header);
  for (const { code, severity, column, params } of findings)
    sink.tell({
      code,
      severity: severity ?? checkCodes[code].severity,
      file: path,
      row: null,
      column,
      params,
    });
  return new Set(findings.flatMap(({ lacks }) => lacks ?? []));
}

/** Tells something about a whole file. */
export function tellOfFile(
  code: CheckCode,
  file: string | null,
  params: Readonly<Record<string, string>>,
  sink: FindingSink,
): void {
  sink.tell({ code, severity: checkCodes[code].severity, file, row: null, column: null, params });
}
