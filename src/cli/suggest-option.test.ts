import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

async function complain(...words: readonly string[]) {
  const stderr = new PassThrough();
  const listenForInterrupt = () => new AbortController().signal;
  const status = await run(words, { stdout: new PassThrough(), stderr, env: {}, listenForInterrupt });
  stderr.end();
  return { status, stderr: await text(stderr) };
}

describe('an option that is called otherwise here', () => {
  it.each([
    ['--data-dir', '--data', ['serve']],
    ['--data-directory', '--data', ['worker']],
    ['--folder', '--data', ['import', 'out']],
    ['--database', '--database-url', ['serve']],
    ['--db', '--database-url', ['export', 'out']],
    ['--profile', '--to', ['submit', 'out']],
    ['--server', '--to', ['import', 'out']],
    ['--token', '--token-file', ['submit', 'out']],
    ['--data-dir', '--data', ['tokens', 'list']],
    ['--preview', '--plan', ['submit', 'out']],
    // Commander finds it itself.
    ['--prot', '--port', ['serve']],
  ])('%s is answered with %s', async (wrong, right, words) => {
    expect(await complain(...words, wrong, 'x')).toEqual({
      status: 3,
      stderr: `rollcall: unknown option '${wrong}'\n(Did you mean ${right}?)\nrollcall --help, or --help after a command, tells more.\n`,
    });
  });

  it('is not guessed where nothing is alike', async () => {
    expect((await complain('serve', '--colourful')).stderr).toMatch(
      /^rollcall: unknown option '--colourful'\nrollcall --help/,
    );
  });

  it('may have its value after an equals sign', async () => {
    expect((await complain('serve', '--data-dir=x')).stderr).toContain('(Did you mean --data?)');
  });
});
