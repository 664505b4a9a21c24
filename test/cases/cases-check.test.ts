import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readCases } from '../support/case-folder.ts';
import type { StepResult } from '../support/run-case.ts';
import { checkStep, featuresBefore } from '../support/run-case-through-check.ts';

// What can be said of files and rows by themselves is said alike with and without a database. Compares with what
// cases.db.test.ts expects, and never writes it.

const cases = await readCases(import.meta.dirname);

/** The codes that the sources of a folder name. */
function codesIn(folder: string): ReadonlySet<string> {
  const place = new URL(`../../src/${folder}/`, import.meta.url);
  const sources = readdirSync(place).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const texts = sources.map((name) => readFileSync(new URL(name, place), 'utf8'));
  return new Set(
    texts.flatMap((text) => [...text.matchAll(/'([a-z_]+\.[a-z0-9_]+)'/g)].map(([, code = '']) => code)),
  );
}

const ofRules = new Set([...codesIn('check/rules'), ...codesIn('check/open'), ...codesIn('check/read')]);
const ofImporters = codesIn('engine/importers');
const isOfCheck = (code: string) => ofRules.has(code) || code.endsWith('.nul_character');

const codeOf = (message: string) => message.slice(0, message.indexOf(' '));

test('row rules and importers share few codes', () => {
  // Such a fault shows in some rows by themselves, in others only beside what is stored.
  expect([...ofRules].filter((code) => ofImporters.has(code)).sort()).toEqual([
    'section.missing_name',
    'user_observer.observes_self',
  ]);
});

test.each(cases.map((entry) => [entry.name, entry] as const))('through check: %s', async (_name, entry) => {
  const features = featuresBefore(entry);
  for (const [at, step] of entry.steps.entries()) {
    const { messages } = JSON.parse(await readFile(step.expect_path, 'utf8')) as StepResult;
    // Of an upload that is compared with an earlier one, only some rows are ever looked at.
    const is_diffed = step.options.diffing_data_set_identifier !== undefined;
    const isAsked = (message: string) => !is_diffed || message.includes(':-  ');
    const said = (await checkStep(step, features[at] ?? new Set())).filter(isAsked);
    const expected = messages.filter((message) => {
      const code = codeOf(message);
      return isAsked(message) && isOfCheck(code) && (!ofImporters.has(code) || said.includes(message));
    });
    expect(said, `import ${step.number}`).toEqual(expected);
  }
});
