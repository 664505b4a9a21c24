import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { analyzeUpload, type Finding, openUpload } from '../../src/check/index.ts';
import { renderMessage } from '../../src/format/index.ts';
import { readCases } from '../support/case-folder.ts';
import { asExpected, type StepResult, uploadOf } from '../support/run-case.ts';
import { temporaryFile } from '../support/zips.ts';

// What an import into an empty account says about the first upload of a case, the check says without a server.
// Compares with what cases.db.test.ts expects, and never writes it.

const cases = await readCases(import.meta.dirname);

/** The first uploads that meet an empty account: nothing was done by hand, no option changes what rows do. */
const first_steps = cases.flatMap((entry) => {
  const [step] = entry.steps;
  const isPlain = step && step.by_hand.length === 0 && Object.keys(step.options).length === 0;
  return isPlain ? [[entry.name, step] as const] : [];
});

/** About switches of the account, which the check takes to be on, and about numbers and sizes that only a server has. */
const not_of_check = /\.feature_disabled |\.cannot_remove_self |^restore\./;

test('most cases have such an upload', () => {
  expect(first_steps.length).toBeGreaterThan(cases.length / 2);
});

test.each(first_steps)('analysis of %s', async (_name, step) => {
  const { messages } = JSON.parse(await readFile(step.expect_path, 'utf8')) as StepResult;
  if (messages.some((message) => not_of_check.test(message))) return;
  const { name, content } = await uploadOf(step);
  const upload = await openUpload(await temporaryFile(content), name);
  try {
    const findings: Finding[] = [];
    const sink = {
      reset: () => void findings.splice(0),
      tell: (one: Finding) => void findings.push(one),
      refuse() {},
    };
    await analyzeUpload(upload, sink);
    const said = findings
      .filter(({ code }) => !code.startsWith('check.'))
      .map(({ code, file, row, column, params }) =>
        asExpected({ code, file, row, column }, renderMessage({ code, params })),
      );
    const plain = (all: readonly string[]) =>
      all.map((text) => text.replaceAll(/[^ ]*\//g, '').replaceAll('\0', '\u2400')).sort();
    expect(plain(said)).toEqual(plain(messages));
  } finally {
    await upload.close();
  }
});
