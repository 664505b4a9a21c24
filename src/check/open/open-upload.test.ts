import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type OddMember, oddZip, ordinaryZip, temporaryFile } from '../../../test/support/zips.ts';
import { openUpload, type UploadFile, type UploadLimits } from './index.ts';

async function open(bytes: Uint8Array | string, name: string, limits?: Partial<UploadLimits>) {
  const upload = await openUpload(await temporaryFile(bytes), name, limits);
  onTestFinished(upload.close);
  const messages = upload.messages.map(({ code, effect, file }) => [code, effect, file]);
  return {
    ...upload,
    paths: upload.files.map(({ path }) => path),
    messages,
    params: upload.messages[0]?.params,
  };
}

const openOdd = (members: readonly OddMember[], limits?: Partial<UploadLimits>) =>
  open(oddZip(members), 'odd.zip', limits);

const content = async (file: UploadFile | undefined) => text(await file!.read());

describe('a single file', () => {
  test('is read as CSV by its ending in any case, under the name it was uploaded with', async () => {
    const upload = await open('user_id\nÉ1\n', 'Users May.CSV');
    expect(upload.messages).toEqual([]);
    expect(upload.files).toMatchObject([
      { path: 'Users May.CSV', base_name: 'Users May.CSV', size_bytes: 12 },
    ]);
    expect(await content(upload.files[0])).toBe('user_id\nÉ1\n');
  });

  test('of zero bytes is ignored', async () => {
    expect(await open('', 'users.csv')).toMatchObject({ paths: [], messages: [] });
  });

  test.each(['users.txt', 'users', 'csv', 'users.csv.gz', 'zip'])('named %s is refused', async (name) => {
    const upload = await open('user_id\n', name);
    expect(upload.paths).toEqual([]);
    expect(upload.messages).toEqual([['file.type_unsupported', 'failure', name]]);
  });

  test('that cannot be read is an outage, not a message', async () => {
    await expect(openUpload('/nowhere/at/all', 'users.csv')).rejects.toThrow('ENOENT');
    await expect(openUpload('/nowhere/at/all', 'users.zip')).rejects.toThrow('ENOENT');
  });
});

describe('a zip', () => {
  test('gives the CSV files of all its folders by path', async () => {
    const zip = await ordinaryZip({
      'sub/': '',
      'sub/deep/B.CSV': 'b\n',
      'users.csv': 'u\n',
      'a.csv': 'a'.repeat(1000),
    });
    const upload = await open(zip, 'All.ZIP');
    expect(upload.messages).toEqual([]);
    expect(upload.files.map(({ path, base_name, size_bytes }) => [path, base_name, size_bytes])).toEqual([
      ['a.csv', 'a.csv', 1000],
      ['sub/deep/B.CSV', 'B.CSV', 2],
      ['users.csv', 'users.csv', 2],
    ]);
    expect(await Promise.all(upload.files.map(content))).toEqual(['a'.repeat(1000), 'b\n', 'u\n']);
    expect(await content(upload.files[0])).toBe('a'.repeat(1000));
  });

  test('may hold stored members and nothing at all', async () => {
    const upload = await openOdd([{ name: 'a.csv', method: 0, content: 'stored\n' }]);
    expect(await content(upload.files[0])).toBe('stored\n');
    expect(await openOdd([])).toMatchObject({ paths: [], messages: [] });
  });

  test('is silent on dot-files, what macOS and old Mac OS leave, and empty files', async () => {
    const zip = await ordinaryZip({
      'users.csv': 'u\n',
      '.hidden.csv': 'x\n',
      'sub/._users.csv': 'x\n',
      '.git/config': 'x\n',
      '__MACOSX/users.csv': 'x\n',
      'sub/__macosx/x.txt': 'x\n',
      'Desktop DB': 'x\n',
      'sub/desktop df': 'x\n',
      'empty.csv': '',
      'empty.txt': '',
    });
    expect(await open(zip, 'x.zip')).toMatchObject({ paths: ['users.csv'], messages: [] });
  });

  test('names members that are no CSV file, zips among them, and reads the others', async () => {
    const inner = await ordinaryZip({ 'courses.csv': 'c\n' });
    const upload = await openOdd([
      { name: 'sub/readme.txt' },
      { name: 'inner.zip', content: inner },
      { name: 'csv' },
      { name: 'users.csv' },
    ]);
    expect(upload.paths).toEqual(['users.csv']);
    expect(upload.messages).toEqual([
      ['file.type_skipped', 'file_skipped', 'csv'],
      ['file.type_skipped', 'file_skipped', 'inner.zip'],
      ['file.type_skipped', 'file_skipped', 'sub/readme.txt'],
    ]);
  });

  test('is silent on members that must not be unpacked', async () => {
    const upload = await openOdd([
      { name: '/' },
      { name: '/etc/users.csv' },
      { name: '\\\\server\\users.csv' },
      { name: 'C:\\users.csv' },
      { name: 'c:users.csv' },
      { name: '../users.csv' },
      { name: 'sub/../../users.csv' },
      { name: 'sub/..' },
      { name: '..\\users.csv' },
      { name: 'users\0.csv' },
      { name: 'link.csv', content: '/etc/passwd', unix_mode: 0o120777 },
      { name: 'device.csv', unix_mode: 0o020666 },
      { name: 'folder.csv', unix_mode: 0o040755 },
      { name: 'links/', unix_mode: 0o120777 },
      { name: 'safe..csv' },
    ]);
    expect(upload).toMatchObject({ paths: ['safe..csv'], messages: [] });
  });

  test('with backslashes as separators, as some Windows programs write them, is read like any other', async () => {
    const upload = await openOdd([{ name: 'fall\\users.csv' }, { name: 'fall\\' }]);
    expect(upload).toMatchObject({ paths: ['fall/users.csv'], messages: [] });
  });

  test('reads the first of two members for one path', async () => {
    const upload = await openOdd([
      { name: 'a/users.csv', content: 'first' },
      { name: './a//users.csv', content: 'second' },
      { name: 'a/users.csv', content: 'third' },
    ]);
    expect(upload).toMatchObject({ paths: ['a/users.csv'], messages: [] });
    expect(await content(upload.files[0])).toBe('first');
  });

  test('has names in UTF-8 whether flagged or not, else in code page 437', async () => {
    const latin = Buffer.from([0x81, 0x62, 0x2e, 0x63, 0x73, 0x76]);
    const upload = await openOdd([
      { name: 'é1.csv', flags: 0x800 },
      { name: 'é2.csv' },
      { name: latin },
      { name: Buffer.from([0x82, 0x2e, 0x63, 0x73, 0x76]), flags: 0x800 },
    ]);
    expect(upload.paths).toEqual(['é.csv', 'é1.csv', 'é2.csv', 'üb.csv']);
  });
});

describe('a zip that goes beyond a limit is refused as a whole', () => {
  const bytes = Buffer.alloc(1_000_000, 'user_id,login_id\n');

  test('of 100 bytes unpacked for each packed, a bomb', async () => {
    const zip = oddZip([{ name: 'users.csv' }, { name: 'bomb.csv', content: bytes }]);
    const upload = await open(zip, 'x.zip');
    expect(upload.paths).toEqual([]);
    expect(upload.messages).toEqual([['import.upload_too_large', 'failure', 'x.zip']]);
    expect(upload.params).toEqual({ file: 'x.zip', limit: `${zip.length * 100} bytes unpacked` });
  });

  test('of bytes altogether, in however many members', async () => {
    const members = ['a.csv', 'b.txt', '__MACOSX/c', 'd.csv'].map((name) => ({ name, content: '12345' }));
    expect((await openOdd(members, { total_bytes: 20 })).paths).toEqual(['a.csv', 'd.csv']);
    const upload = await openOdd(members, { total_bytes: 19 });
    expect(upload.paths).toEqual([]);
    expect(upload.params).toEqual({ file: 'odd.zip', limit: '19 bytes unpacked' });
  });

  test('of files', async () => {
    const members = ['a/', 'a/a.csv', 'a/b.csv', 'c.csv'].map((name) => ({ name }));
    expect((await openOdd(members, { files: 3 })).paths).toHaveLength(3);
    const upload = await openOdd(members, { files: 2 });
    expect(upload).toMatchObject({
      paths: [],
      messages: [['import.upload_too_large', 'failure', 'odd.zip']],
    });
    expect(upload.params?.limit).toBe('2 files');
  });

  test('even when it lies about the size: the reading stops at the declared one', async () => {
    const upload = await openOdd([{ name: 'bomb.csv', content: bytes, declared_bytes: 100 }]);
    const seen: number[] = [];
    const reading = (async () => {
      for await (const chunk of await upload.files[0]!.read()) seen.push(chunk.length);
    })();
    await expect(reading).rejects.toMatchObject({ reason: 'bomb.csv is longer than declared' });
    expect(seen).toEqual([]);
  });
});

describe('an unreadable zip is refused as a whole', () => {
  const reasonOf = async (zip: Uint8Array) => {
    const upload = await open(zip, 'x.zip');
    expect(upload.paths).toEqual([]);
    expect(upload.messages).toEqual([['import.unreadable_zip', 'failure', 'x.zip']]);
    return upload.params?.reason;
  };

  test('when it is no zip, empty or cut off', async () => {
    const zip = await ordinaryZip({ 'users.csv': 'u\n' });
    for (const bytes of [
      Buffer.from('user_id\n'),
      Buffer.alloc(0),
      zip.subarray(0, -1),
      zip.subarray(0, 40),
    ]) {
      expect(await reasonOf(bytes)).toBe('it is no zip, or a part of one');
    }
  });

  test('when its directory is damaged', async () => {
    const zip = oddZip([{ name: 'a.csv' }, { name: 'b.csv' }]);
    zip.fill(0, zip.lastIndexOf('PK\x01\x02'), zip.lastIndexOf('PK\x01\x02') + 4);
    expect(await reasonOf(zip)).toBe('its directory is damaged');
  });

  test('when a CSV file in it is encrypted or packed in an uncommon way; other members do not matter', async () => {
    expect(await reasonOf(oddZip([{ name: 'b.csv' }, { name: 'a.csv', flags: 1 }]))).toBe(
      'a.csv is encrypted',
    );
    expect(await reasonOf(oddZip([{ name: 'a.csv', method: 9 }]))).toBe(
      'a.csv is packed in a way that is not supported (method 9)',
    );
    expect((await openOdd([{ name: 'a.txt', flags: 1 }, { name: 'b.csv' }])).paths).toEqual(['b.csv']);
  });
});

describe('a damaged member', () => {
  const reading = async (zip: Uint8Array) => {
    const upload = await open(zip, 'x.zip');
    return content(upload.files[0]);
  };

  test.each<[string, OddMember, string]>([
    ['shorter than declared', { name: 'a.csv', declared_bytes: 5 }, 'a.csv is shorter than declared'],
    ['with another checksum', { name: 'a.csv', crc: 1 }, 'a.csv is damaged'],
  ])('%s fails while it is read', async (_, member, reason) => {
    await expect(reading(oddZip([member]))).rejects.toMatchObject({ name: 'UnreadableZipError', reason });
  });

  test('with bytes that cannot be unpacked fails while it is read', async () => {
    const zip = oddZip([{ name: 'a.csv', content: 'user_id,login_id\n' }]);
    zip.fill(0xff, 40, 50);
    await expect(reading(zip)).rejects.toMatchObject({ reason: 'a.csv is damaged' });
  });

  test('whose own header is missing fails while it is read', async () => {
    const zip = oddZip([{ name: 'a.csv', content: 'user_id,login_id\n' }]);
    zip.fill(0, 0, 4);
    await expect(reading(zip)).rejects.toMatchObject({ reason: 'a.csv is damaged' });
  });
});

describe('closing', () => {
  const openLarge = async () => {
    const lines = Array.from({ length: 200_000 }, (_, index) => `U${index * 7919}\n`).join('');
    return open(await ordinaryZip({ 'a.csv': lines }), 'x.zip');
  };

  test('is fine after a reading that was given up', async () => {
    const upload = await openLarge();
    for await (const chunk of await upload.files[0]!.read()) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    await upload.close();
    await upload.close();
  });

  test('ends readings that go on', async () => {
    const upload = await openLarge();
    const stream = await upload.files[0]!.read();
    await once(stream, 'readable');
    expect(stream.read().length).toBeGreaterThan(0);
    await upload.close();
    expect(stream.destroyed).toBe(true);
  });

  test('makes a later reading fail as an outage', async () => {
    const upload = await openLarge();
    await upload.close();
    await expect(content(upload.files[0])).rejects.toMatchObject({ code: 'EBADF' });
  });
});

test('a zip of very many members opens', async () => {
  const members = Array.from({ length: 3000 }, (_, index) => ({ name: `${index}/users.csv`, method: 0 }));
  const upload = await openOdd(members);
  expect(upload.paths).toHaveLength(3000);
  expect(await content(upload.files[2999])).toBe('a\n');
});
