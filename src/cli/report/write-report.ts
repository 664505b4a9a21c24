import { rename, rm, writeFile } from 'node:fs/promises';
import { CommandError } from '../exit-status.ts';
import { renderHtml } from './render-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import type { SubmitReport } from './submit-report.ts';

const formats = {
  html: renderHtml,
  json: (report: SubmitReport) => `${JSON.stringify(report, null, 2)}\n`,
  md: renderMarkdown,
} as const;

/**
 * The kind of report that a path asks for by its ending.
 * @throws CommandError for an ending that is none.
 */
export function reportFormatOf(path: string): keyof typeof formats {
  const ending = /\.([a-z]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
  if (ending === 'htm') return 'html';
  if (ending in formats) return ending as keyof typeof formats;
  throw new CommandError(`${path}: a report ends in .html, .json or .md.`);
}

/** Writes a report; nobody ever sees half of one. */
export async function writeReport(path: string, report: SubmitReport): Promise<void> {
  const draft = `${path}.${process.pid}.part`;
  try {
    // It names people by what is wrong with their rows.
    await writeFile(draft, formats[reportFormatOf(path)](report), { mode: 0o640 });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw new CommandError(`The report could not be written to ${path}.`, undefined, error);
  }
}
