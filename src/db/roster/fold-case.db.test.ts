import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../test/support/database.ts';
import { foldCase } from './fold-case.ts';

test('letters are folded as the embedded database folds them', async () => {
  const database = await createTestDatabase();
  // Further up are letters that a newer Unicode has added, of which only one of the two may know.
  const letters = Array.from({ length: 0x9fff }, (_, at) => String.fromCodePoint(at + 1));
  const { rows } = await database.pool.query<{ letter: string; lower: string }>(
    'select letter, lower(letter) as lower from unnest($1::text[]) letter',
    [letters],
  );
  const differing = rows.filter(({ letter, lower }) => foldCase(letter) !== lower);
  await database.close();
  expect(differing).toEqual([]);
});
