import { ApiError } from '../errors.ts';
import { type ParameterRecord, textParameter } from '../parameters.ts';

/** What a raw body is stored as. */
export interface RawFile {
  readonly display_name: string;
  readonly content_type: string;
}

const extensions: Readonly<Record<string, string>> = {
  'application/zip': 'zip',
  'text/csv': 'csv',
  'text/plain': 'csv',
  'text/xml': 'xml',
};

/**
 * Names a raw body: the `extension` parameter decides, else the Content-Type; what is not known counts as zip.
 * Throws for an extension that is no file name extension, and for a charset other than utf-8.
 */
export function nameRawFile(parameters: ParameterRecord, content_type: string | undefined): RawFile {
  const given = textParameter(parameters, 'extension');
  if (given !== null) {
    const extension = given.toLowerCase().replace(/^\./, '');
    if (!/^[a-z0-9]{1,10}$/.test(extension)) {
      throw new ApiError('invalid_extension', { params: { extension: given } });
    }
    return { display_name: `sis_import.${extension}`, content_type: content_type ?? typeOf(extension) };
  }
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(content_type ?? '')?.[1];
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    throw new ApiError('unsupported_charset', { params: { charset } });
  }
  const media_type = (content_type ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const extension = extensions[media_type] ?? 'zip';
  return { display_name: `sis_import.${extension}`, content_type: typeOf(extension) };
}

function typeOf(extension: string): string {
  const [type] = Object.entries(extensions).find(([, known]) => known === extension) ?? [];
  return type ?? 'application/octet-stream';
}

/** The name of an uploaded file without folders and control characters, at most 255 characters. */
export function cleanFileName(name: string | undefined): string {
  const base = (name ?? '').split(/[/\\]/).at(-1) ?? '';
  const clean = base
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(-255);
  return clean === '' || clean === '.' || clean === '..' ? 'sis_import.zip' : clean;
}
