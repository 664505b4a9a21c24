import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callConvert, contentsOf, conversionCases, convertCase } from '../support/conversion-cases.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { zipOf } from '../support/run-case.ts';

// Each folder has OneRoster files, and the SIS files and the report that they become. UPDATE=1 writes these anew.

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/oneroster');
const update = process.env.UPDATE === '1';
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'rollcall-convert-'));
});
afterAll(() => removeFolder(scratch));

describe('OneRoster files become SIS files', async () => {
  it.each([...(await conversionCases(root)), example].map((folder) => [basename(folder), folder]))(
    '%s',
    async (name, folder) => {
      const { files, stdout, status } = await convertCase(folder, scratch);
      const expected = folder === example ? join(root, 'test/convert/example') : folder;
      if (update) {
        await mkdir(join(expected, 'out'), { recursive: true });
        for (const [file, content] of Object.entries(files))
          await writeFile(join(expected, 'out', file), content);
        await writeFile(join(expected, 'report.json'), stdout);
      }
      expect(files, name).toEqual(await contentsOf(join(expected, 'out')));
      const report = JSON.parse(stdout) as { readonly problem_count: number };
      expect(report).toEqual(JSON.parse(await readFile(join(expected, 'report.json'), 'utf8')));
      expect(status).toBe(report.problem_count > 0 ? 1 : 0);
    },
  );
});

describe('rollcall convert oneroster', () => {
  it('takes a zip as it takes a folder, also with a folder inside', async () => {
    const contents = Object.entries(await contentsOf(example)).filter(([name]) => name.endsWith('.csv'));
    const zip = join(scratch, 'set.zip');
    await writeFile(
      zip,
      await zipOf(Object.fromEntries(contents.map(([name, text]) => [`export/${name}`, Buffer.from(text)]))),
    );
    const out = join(scratch, 'from-zip');
    expect(await callConvert([zip, '--out', out])).toMatchObject({ status: 0, stderr: '' });
    expect(await contentsOf(out)).toEqual(await contentsOf(join(root, 'test/convert/example/out')));
  });

  it('tells what has no counterpart, and what could not be used', async () => {
    const told = await callConvert([example, '--out', join(scratch, 'told')]);
    expect(told.stdout).toMatch(/^OneRoster 1\.1\n/);
    expect(told.stdout).toMatch(/^ {2}demographics\.csv +2 rows +Canvas keeps no birth dates/m);
    expect(told.stdout).toMatch(/^ {2}users\.csv phone +1 value +A SIS import brings no phone numbers\.$/m);
    expect(told.stdout).toMatch(/^ {2}enrollments\.csv:11 +1 row +enrollments with the role proctor$/m);
    const bad = join(root, 'test/convert/oneroster/bad-values-are-named-and-the-rest-goes-on/in');
    const report = join(scratch, 'reports/report.json');
    const warned = await callConvert([bad, '--out', join(scratch, 'bad'), '--report', report]);
    expect(warned.status).toBe(1);
    expect(warned.stdout).toMatch(/^ {2}orgs\.csv:3 {2}type "scool": it is none of department, school,/m);
    expect(warned.stdout).toMatch(
      /^ {2}enrollments\.csv:3 {2}userSourcedId "u8": no user has this sourcedId$/m,
    );
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ version: '1.1' });
  });

  it('leaves what is in the folder alone unless told to, and then leaves nothing of it', async () => {
    const out = join(scratch, 'twice');
    await callConvert([example, '--out', out]);
    await writeFile(join(out, 'groups.csv'), 'group_id,name,status\n');
    expect(await callConvert([example, '--out', out])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('--overwrite'),
    });
    expect(await callConvert([example, '--out', out, '--overwrite'])).toMatchObject({ status: 0 });
    expect(await contentsOf(out)).toEqual(await contentsOf(join(root, 'test/convert/example/out')));
  });

  it.each([
    ['manifest.csv', null, /There is no manifest\.csv/],
    [
      'manifest.csv',
      'propertyName,value\noneroster.version,2.0\n',
      /manifest\.csv:2 value "2\.0": OneRoster 1\.1 and 1\.2/,
    ],
    [
      'manifest.csv',
      'propertyName,value\noneroster.version,1.1\nfile.users,full\n',
      /:3 value "full": file\.users is bulk/,
    ],
    ['users.csv', 'sourcedId,role\n"u1,student\n', /users\.csv, line 2, column 1: a quote opens here/],
    ['users.csv', 'id,role\nu1,student\n', /users\.csv:1 has no column sourcedId/],
    ['orgs.csv', Buffer.from([0x73, 0xe9, 0x0a]), /orgs\.csv, line 1, column 2: this is no UTF-8/],
  ])('writes nothing when it cannot read %s: %j', async (file, content, text) => {
    const folder = await mkdtemp(join(scratch, 'broken-'));
    await cp(example, folder, { recursive: true });
    if (content === null) removeFolder(join(folder, file));
    else await writeFile(join(folder, file), content);
    const out = join(folder, 'out');
    const ended = await callConvert([folder, '--out', out]);
    expect(ended).toMatchObject({ status: 2, stdout: '' });
    expect(ended.stderr).toMatch(text);
    expect(existsSync(out) ? await readdir(out) : []).toEqual([]);
  });

  it.each([
    [['gone.zip'], /gone\.zip cannot be read: there is no such file/],
    [['package.json'], /neither a folder nor a \.zip file/],
  ])('%j cannot start', async (argv, text) => {
    const ended = await callConvert([...argv, '--out', join(scratch, 'none')]);
    expect(ended.status).toBe(3);
    expect(ended.stderr).toMatch(text);
  });
});
