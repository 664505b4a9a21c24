import { checkRow, inspectFile, openUpload, readRows } from '../../src/check/index.ts';
import { storableText } from '../../src/db/storable-text.ts';
import { shownName } from '../../src/engine/phases/prepare.ts';
import { fileTypes, type Message, renderMessage, toMessage } from '../../src/format/index.ts';
import type { CaseFolder, CaseStep } from './case-folder.ts';
import { asExpected, uploadOf } from './run-case.ts';
import { temporaryFile } from './zips.ts';

// As the engine has it: larger uploads name files by the last part of their path.
const MOST_INLINE_ROWS = 49;

/**
 * What `check` alone says about the upload of a step, without a database, in the form of `<n>-expect.json`:
 * about
 * files first, then about rows, file by file in the order of the types.
 */
export async function checkStep(step: CaseStep, features: ReadonlySet<string>): Promise<readonly string[]> {
  const { name, content } = await uploadOf(step);
  const upload = await openUpload(await temporaryFile(content), name);
  try {
    const messages: Message[] = [...upload.messages];
    const inspected = [];
    for (const file of upload.files) {
      const found = await inspectFile(file);
      if ('message' in found) messages.push(found.message);
      else inspected.push(found);
    }
    const order = fileTypes.map(({ name }) => name as string);
    inspected.sort((a, b) => order.indexOf(a.file_type.name) - order.indexOf(b.file_type.name));
    const isInline = inspected.reduce((sum, { total_rows }) => sum + total_rows, 0) <= MOST_INLINE_ROWS;
    for (const { file, file_type, header } of inspected) {
      for await (const rows of readRows(file, file_type, { chunk_rows: 100 })) {
        for (const row of rows) {
          const { messages: drafts } = checkRow(file_type, row, { given: new Set(header), features });
          messages.push(...drafts.map((draft) => toMessage(draft, file.path, row.row)));
        }
      }
    }
    return messages.map((message) => tell(message, isInline));
  } finally {
    await upload.close();
  }
}

function tell(message: Message, isInline: boolean): string {
  const { code, row, column, params } = message;
  const file = shownName(message.file, isInline);
  const text = renderMessage({ ...message, params: 'file' in params ? { ...params, file } : params });
  return storableText(asExpected({ code, file, row, column }, text));
}

/** The switches of the root account that a case has turned on by hand before each of its steps. */
export function featuresBefore(entry: CaseFolder): readonly ReadonlySet<string>[] {
  const features = new Set<string>();
  return entry.steps.map(({ by_hand }) => {
    for (const change of by_hand) {
      if (change.table !== 'accounts' || 'insert' in change) continue;
      const settings = JSON.parse(String(change.set.settings ?? '{}')) as Record<string, unknown>;
      for (const [name, value] of Object.entries(settings)) {
        if (value === true) features.add(name);
        else features.delete(name);
      }
    }
    return new Set(features);
  });
}
