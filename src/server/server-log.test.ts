import { expect, test } from 'vitest';
import { describeError } from './server-log.ts';

test('an error is told with its cause, and nothing of the connection it came from', () => {
  const cause = Object.assign(new Error('terminating connection'), {
    code: '57P01',
    client: { connection: { secretKey: 4711, parsedStatements: { a: 'select 1' } } },
  });
  const told = describeError(new Error('the import stopped', { cause }));
  expect(told).toMatchObject({
    type: 'Error',
    message: 'the import stopped',
    cause: { message: 'terminating connection', code: '57P01', stack: expect.stringContaining('server-log') },
  });
  expect(JSON.stringify(told)).not.toMatch(/4711|select 1/);
});

test('what is no error is told as it is', () => {
  expect(describeError('odd')).toBe('odd');
});
