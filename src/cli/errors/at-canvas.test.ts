import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type FakeCanvas, openFakeCanvas } from '../../../test/support/fake-canvas.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { dataOf, endedImport } from '../../../test/support/watched-imports.ts';
import { run } from '../run.ts';

// A Canvas tells sentences of its own, no codes, and rows in its own way or not at all.

const place = mkdtempSync(join(tmpdir(), 'rollcall-errors-'));
afterAll(() => removeFolder(place));
let canvas: FakeCanvas;
beforeEach(async () => {
  canvas = await openFakeCanvas();
  const data = dataOf({ users: 2, warning_count: 2 });
  const warned = { workflow_state: 'imported_with_messages', data };
  canvas.imports.push(endedImport(9, '2026-11-24T02:30:00Z', warned));
});
afterEach(() => canvas.close());

async function errors(...words: readonly string[]) {
  let stdout = '';
  const status = await run(['errors', ...words, '--to', canvas.url], {
    stdout: new PassThrough().on('data', (piece: Buffer) => {
      stdout += piece.toString();
    }),
    stderr: new PassThrough(),
    env: { ROLLCALL_TOKEN: 's3cret' },
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, stdout };
}

const claim = (row: number, id: string, other: string) => ({
  sis_import_id: 9,
  file: 'users.csv',
  message: `another user ${other} has the login of ${id}`,
  row,
  row_info: `${id},ada${row},Ada Byron,active`,
});

it('shows its messages by their wording', async () => {
  canvas.next(/sis_imports\/9\/errors/, {
    body: { sis_import_errors: [claim(3, 'N2', 'O2'), claim(2, 'N1', 'O1')] },
  });
  expect(await errors()).toEqual({
    status: 0,
    stdout: [
      'SIS import 9: 2 messages, 1 cause',
      '',
      '2 × another user … has the login of …',
      '  users.csv:2  another user O1 has the login of N1',
      '  users.csv:3  another user O2 has the login of N2',
      '',
    ].join('\n'),
  });
});

it('asks it who has a login name, and takes the rows from the files that were sent', async () => {
  const sent = join(place, 'users.csv');
  writeFileSync(
    sent,
    'user_id,login_id,full_name,status\nN1,ada2,Ada Byron,active\nN2,ada3,Ada Byron,active\n',
  );
  const list = { body: { sis_import_errors: [claim(3, 'N2', 'O2'), claim(2, 'N1', 'O1')] } };
  canvas.next(/sis_imports\/9\/errors/, list, list, list);
  canvas.next(/users\/sis_login_id%3Aada2|users\/sis_login_id:ada2/, {
    body: { id: 5, name: 'Ada Byron', sortable_name: 'Byron, Ada', sis_user_id: 'O1', sis_import_id: 4 },
  });
  canvas.next(/users\/sis_login_id%3Aada3|users\/sis_login_id:ada3/, {
    body: {
      id: 6,
      name: 'Ada Lovelace',
      sortable_name: 'Lovelace, Ada',
      sis_user_id: 'O2',
      sis_import_id: 4,
    },
  });
  const fixes = join(place, 'fixes');
  const { status, stdout } = await errors('--fix-file', fixes, '--files', sent);
  expect(readFileSync(join(fixes, 'change_sis_id.csv'), 'utf8')).toBe('old_id,new_id,type\nO1,N1,user\n');
  expect(stdout).toContain('users.csv:3 N2: its login_id belongs to O2, who has another name');
  expect(status).toBe(0);
});

it('shows what the import itself carries where a release has no list', async () => {
  const [one] = canvas.imports;
  Object.assign(one ?? {}, { processing_warnings: [['users.csv', 'odd row']] });
  expect((await errors()).stdout).toContain('users.csv  odd row\n');
});
