import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canvasReplies } from '../../../test/support/fake-canvas.ts';
import {
  importedState,
  type NightlyDesk,
  openNightlyDesk,
  usersCsv,
} from '../../../test/support/nightly-desk.ts';
import type { SubmitReport } from '../report/index.ts';

let desk: NightlyDesk;
beforeEach(async () => {
  desk = await openNightlyDesk();
});
afterEach(() => desk.close());

const feed = () => desk.lay({ 'users.csv': usersCsv(['U1', 'U2', 'U3', 'U4']) });
const path = (ending: string) => join(desk.place, `report.${ending}`);
const read = (ending: string) => readFileSync(path(ending), 'utf8');
const readJson = () => JSON.parse(read('json')) as SubmitReport;

const hostile = '<script>alert("x")</script> & | *stars*';
const withMessages = {
  ...importedState,
  workflow_state: 'imported_with_messages',
  data: { ...importedState.data, counts: { users: 4, warning_count: 3, error_count: 0 } },
};

/** What the list of messages answers, newest first. */
function listMessages() {
  const messages = [
    { row: 4, message: hostile },
    { row: 3, message: 'There is no account with SIS ID A99.' },
    { row: 2, message: 'There is no account with SIS ID A12.' },
  ].map((one) => ({ sis_import_id: 147, file: 'users.csv', row_info: null, ...one }));
  desk.canvas.next(/sis_imports\/147\/errors/, { body: { sis_import_errors: messages } });
}

describe('rollcall submit --report', () => {
  it('groups messages by their cause, with the first rows of each', async () => {
    desk.canvas.play(withMessages);
    listMessages();
    expect(await desk.submit(feed(), '--wait', '--report', path('json'))).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('rollcall errors 147 --to night shows its messages by cause\n'),
    });
    const report = readJson();
    expect(report).toMatchObject({ version: 1, state: 'imported_with_messages', exit_status: 1 });
    expect(report.kinds).toMatchObject([{ kind: 'users', rows: 4, deletes: 0, last_rows: null }]);
    expect(report.messages).toMatchObject({
      total: 3,
      groups: [
        { count: 2, examples: [{ file: 'users.csv', row: 2 }, { row: 3 }] },
        { count: 1, examples: [{ row: 4, message: hostile }] },
      ],
    });
    expect(report.timings.map(({ step }) => step)).toEqual([
      'zip',
      'history',
      'check',
      'guards',
      'sending',
      'import',
    ]);
    expect(read('json')).not.toContain('s3cret');
  });

  it('writes a page without scripts, in which messages are text and nothing else', async () => {
    desk.canvas.play(withMessages);
    listMessages();
    await desk.submit(feed(), '--wait', '--report', path('html'));
    const page = read('html');
    expect(page).not.toMatch(/<script|<link|<img|\son[a-z]+=|src=/i);
    expect(page).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; | *stars*');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('SIS import 147: imported with messages');
  });

  it('writes Markdown in which messages are text and nothing else', async () => {
    desk.canvas.play(withMessages);
    listMessages();
    await desk.submit(feed(), '--wait', '--report', path('md'));
    expect(read('md')).toContain('\\<script\\>alert\\("x"\\)\\</script\\> \\& \\| \\*stars\\*');
    expect(read('md')).toContain('| users | 4 | 0 |');
  });

  it('takes what the import itself shows where a server has no list of messages', async () => {
    desk.canvas.play({ ...withMessages, processing_warnings: [['users.csv', 'Something is odd.']] });
    await desk.submit(feed(), '--wait', '--report', path('json'));
    expect(readJson().messages).toMatchObject({
      total: 3,
      read: 1,
      groups: [{ cause: 'Something is odd.' }],
    });
  });

  it('counts all rows of last time, those of one key, too', async () => {
    const dates = ['', 'StudentEnrollment'].map((type) => `T1,Autumn,active,${type},2026-08-01,2026-12-20\n`);
    const head = 'term_id,name,status,date_override_enrollment_type,start_date,end_date\n';
    const terms = desk.lay({ 'terms.csv': `${head}${dates.join('')}` });
    desk.canvas.play(importedState);
    await desk.submit(terms, '--wait');
    await desk.submit(terms, '--wait', '--report', path('json'));
    expect(readJson().kinds).toMatchObject([{ kind: 'terms', rows: 2, last_rows: 2, added: 0, gone: 0 }]);
  });

  it('says how much more the check has found than it names', async () => {
    const ids = Array.from({ length: 14 }, (_, at) => `M${at}`);
    const rows = ids.map((id) => `C1,${id},student,active\n`).join('');
    const upload = desk.lay({
      'courses.csv': 'course_id,short_name,long_name,status\nC1,C1,C1,active\n',
      'users.csv': usersCsv(['U1']),
      'enrollments.csv': `course_id,user_id,role,status\n${rows}`,
    });
    desk.canvas.play(importedState);
    const { stderr } = await desk.submit(upload, '--wait', '--report', path('html'));
    expect(stderr).toContain('check: and 4 more; rollcall check shows all of it\n');
    expect(read('html')).toContain('and 4 more; rollcall check shows all of it');
  });

  it('says why nothing was sent, or could not be', async () => {
    await desk.submit(feed(), '--min-rows', 'users=9', '--report', path('json'));
    expect(readJson()).toMatchObject({
      state: 'not_sent',
      exit_status: 5,
      import: null,
      reasons: [expect.stringContaining('min_rows')],
      kinds: [{ kind: 'users', rows: 4 }],
    });
    desk.canvas.next(/^POST/, canvasReplies.unauthorized_401);
    expect(await desk.submit(feed(), '--report', path('json'))).toMatchObject({ status: 3 });
    expect(readJson()).toMatchObject({ state: 'not_submitted', exit_status: 3, import: null });
  });

  it('tells what was held, and what failed', async () => {
    const limit = {
      limit: 'any.account.deleted_percent',
      allows: 10,
      kind: 'users',
      count: 3,
      of: 4,
      percent: 75,
    };
    const hold = {
      held_at: '2022-02-04T18:32:00Z',
      limits: [limit],
      limit_count: 1,
      files: [],
      earlier_approvals: [],
    };
    desk.canvas.play({ workflow_state: 'created', data: { import_type: 'instructure_csv', hold } });
    const next = 'rollcall approve 147 --to night --reason <reason> lets it go on.';
    expect(await desk.submit(feed(), '--wait', '--quiet', '--report', path('html'))).toMatchObject({
      status: 4,
      stderr: `rollcall: SIS import 147 is held: 3 of 4 users would be deleted (75 %); limit any.account.deleted_percent=10. ${next}\n`,
    });
    expect(read('html')).toContain(next.replace('<reason>', '&lt;reason&gt;'));
    expect(read('html')).toContain('Held before anything was applied');
    expect(read('html')).toContain('any.account.deleted_percent=10');
    const error_message = 'The zip cannot be read.';
    desk.canvas.play({ ...importedState, workflow_state: 'failed', data: { error_message } });
    expect(await desk.submit(feed(), '--wait', '--quiet', '--report', path('json'))).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^SIS import 148: failed, /),
      stderr: 'rollcall: SIS import 148: failed: The zip cannot be read.\n',
    });
    expect(readJson()).toMatchObject({
      state: 'failed',
      summary: 'SIS import 148: failed',
      reasons: [error_message],
    });
  });

  it('is refused before anything is sent when nobody knows what kind it is to be', async () => {
    expect(await desk.submit(feed(), '--report', path('docx'))).toMatchObject({ status: 3 });
    expect(desk.sent()).toBe(0);
    expect(existsSync(path('docx'))).toBe(false);
  });
});
