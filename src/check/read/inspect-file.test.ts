import { describe, expect, test } from 'vitest';
import { streamedFile, uploadFile } from '../../../test/support/upload-files.ts';
import { oddZip, temporaryFile } from '../../../test/support/zips.ts';
import { openUpload } from '../open/index.ts';
import { inspectFile } from './index.ts';

async function inspect(content: string | Uint8Array) {
  const found = await inspectFile(uploadFile(content));
  if ('message' in found) return found.message;
  return {
    type: found.file_type.name,
    header: found.header,
    total_rows: found.total_rows,
    bytes: found.bytes,
  };
}

describe('a sound file', () => {
  test('is recognised by its header, in any case and with blanks', async () => {
    expect(await inspect('USER_ID, Login_ID ,status,\nU1,ada,active\nU2,bob,active')).toEqual({
      type: 'user',
      header: ['user_id', 'login_id', 'status', ''],
      total_rows: 2,
      bytes: 54,
    });
  });

  test('may be a header only', async () => {
    expect(await inspect('user_id,login_id')).toMatchObject({ type: 'user', total_rows: 0 });
  });

  test('counts no blank rows', async () => {
    expect(await inspect('user_id,login_id\n\n,\nU1,ada\n , \n\nU2,bob\n\n')).toMatchObject({
      total_rows: 2,
    });
  });

  test('counts all rows of many chunks', async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => `U${index},"login\n${index}"\n`);
    expect(await inspect(`user_id,login_id\n${rows.join('')}`)).toMatchObject({ total_rows: 5000 });
  });
});

describe('a file is left out', () => {
  const params = (more: object) => ({ file: 'sub/file.csv', ...more });
  const message = { effect: 'failure', file: 'sub/file.csv', row: null, column: null };

  test.each([
    ['a quote is never closed', 'U1,"ada\n', 2, 4],
    ['a quote stands inside an unquoted value', 'U1,ada\nU2,b"ob\n', 3, 5],
    ['text follows a closing quote', 'U1,"ada"x\n', 2, 9],
  ])('when %s, however good its rows', async (fault, rows, line, column) => {
    const code = 'file.malformed_csv';
    expect(await inspect(`user_id,login_id\n${rows}`)).toEqual({
      ...message,
      code,
      params: params({ line, column, fault }),
    });
  });

  test('when the last of many rows is malformed', async () => {
    const found = await inspect(`user_id,login_id\n${'U1,ada\n'.repeat(100_000)}U1,"`);
    expect(found).toMatchObject({ code: 'file.malformed_csv', params: { line: 100_002, column: 4 } });
  });

  test('when it holds bytes that are not UTF-8, whatever else is wrong', async () => {
    const latin1 = Buffer.from('user_id,nothing\nU1,"ada"x\nU2,Andr\u00e9\n', 'latin1');
    expect(await inspect(latin1)).toEqual({
      ...message,
      code: 'file.invalid_utf8',
      params: params({ line: 3 }),
    });
  });

  test('when no file type has its header', async () => {
    const code = 'file.headers_unrecognized';
    expect(await inspect('User_ID,"a, b"\nU1,ada\n')).toEqual({
      ...message,
      code,
      params: params({ header: 'user_id,"a, b"' }),
    });
    expect(await inspect('\n\n\n')).toMatchObject({ code, params: params({ header: 'it is blank' }) });
    expect(await inspect(',,\nU1,ada\n')).toMatchObject({ code, params: params({ header: 'it is blank' }) });
    const long = await inspect(`user_id,${'x'.repeat(1000)}\n`);
    expect(long).toMatchObject({ code, params: { header: `user_id,${'x'.repeat(192)}...` } });
  });

  test('when its header was forgotten, and the data in its place are not shown', async () => {
    expect(await inspect('U1,ada,s3cret\n')).toMatchObject({
      code: 'file.headers_unrecognized',
      params: params({ header: 'none of its 3 cells is a column name' }),
    });
  });
});

test('a damaged zip member refuses the zip by its name', async () => {
  const zip = oddZip([{ name: 'sub/users.csv', content: 'user_id,login_id\n', crc: 1 }]);
  const upload = await openUpload(await temporaryFile(zip), 'all.zip');
  expect(await inspectFile(upload.files[0]!)).toMatchObject({
    message: {
      code: 'import.unreadable_zip',
      file: 'all.zip',
      params: { reason: 'sub/users.csv is damaged' },
    },
  });
  await upload.close();
});

test('a failing disk is an outage, not a message', async () => {
  const file = streamedFile(function* () {
    yield Buffer.from('user_id,login_id\n');
    throw new Error('disk on fire');
  }, 100);
  await expect(inspectFile(file)).rejects.toThrow('disk on fire');
});

describe('memory', () => {
  const block_bytes = 64 * 1024;
  const blocks = (200 * 1024 * 1024) / block_bytes;
  // Ids long enough to point into the text of their chunk, which they would keep alive.
  const row = 'course-number-1,section-number-1,"user-number-1",student,active\n';
  const block_of_rows = Buffer.alloc(Math.floor(block_bytes / row.length) * row.length, row);

  function* repeated(start: string, block: Uint8Array) {
    yield Buffer.from(`course_id,section_id,user_id,role,status\n${start}`);
    for (let count = 0; count < blocks; count++) yield block;
  }

  /** Inspects the file and tells by how many megabytes the heap was larger at the most. */
  const inspectWatched = async (chunks: Iterable<Uint8Array>) => {
    const used = () => process.memoryUsage().heapUsed / 1024 / 1024;
    const before = used();
    let most = before;
    const watched = function* () {
      for (const chunk of chunks) {
        most = Math.max(most, used());
        yield chunk;
      }
    };
    const found = await inspectFile(streamedFile(watched, blocks * block_bytes));
    return { found, rise: most - before };
  };

  test('stays flat for a file of 200 MB', async () => {
    const { found, rise } = await inspectWatched(repeated('', block_of_rows));
    expect(found).toMatchObject({ total_rows: (blocks * block_of_rows.length) / row.length });
    expect(rise).toBeLessThan(64);
  });

  test('stays flat for a quote that swallows 200 MB', async () => {
    const { found, rise } = await inspectWatched(
      repeated('C1,"', Buffer.alloc(block_bytes, 'one line of many\n')),
    );
    expect(found).toMatchObject({
      message: { params: { line: 2, fault: 'a record is longer than 16 MiB' } },
    });
    expect(rise).toBeLessThan(64);
  });
});
