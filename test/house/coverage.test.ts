import { describe, expect, it } from 'vitest';
import { messages } from '../../src/format/index.ts';

interface Rule {
  readonly id: string;
  readonly says: string;
  readonly without_case: string | null;
}

interface RuleDocument {
  readonly name: string;
  readonly sections: readonly {
    readonly section: string;
    readonly rules: readonly Rule[];
    readonly codes: readonly string[];
  }[];
}

interface CoveringCase {
  readonly name: string;
  readonly covers: readonly string[];
  readonly codes: ReadonlySet<string>;
}

interface Reader {
  readonly readRules: () => readonly RuleDocument[];
  readonly readCoveringCases: () => readonly CoveringCase[];
}

// By a path that the compiler does not follow: the scripts are plain JavaScript.
const script = new URL('../../scripts/generate/read-coverage.mjs', import.meta.url);
const reader: Reader = await import(script.href);
const documents = reader.readRules();
const cases = reader.readCoveringCases();
const rules = documents.flatMap(({ sections }) => sections.flatMap((section) => section.rules));

const how_to_cover = `The last paragraph of case.md says what the case shows, by the rules of test/cases/*.rules.json:
"Covers: people 1.4-1, 1.4-5; structure 2-3". A rule that is not listed yet gets the next number of its section.`;

describe('the cases', () => {
  it('all cover a rule', () => {
    expect(cases.length).toBeGreaterThan(250);
    expect(
      cases.filter(({ covers }) => covers.length === 0).map(({ name }) => name),
      how_to_cover,
    ).toEqual([]);
  });

  it('cover rules that are there, each once', () => {
    const known = new Set(rules.map(({ id }) => id));
    const strange = cases.flatMap(({ name, covers }) =>
      covers.filter((id, at) => !known.has(id) || covers.indexOf(id) !== at).map((id) => `${name}: ${id}`),
    );
    expect(strange, how_to_cover).toEqual([]);
  });
});

describe('the rules', () => {
  const covered = new Set(cases.flatMap(({ covers }) => covers));

  it('all have a case, unless they say why none can show them', () => {
    const bare = rules.filter(({ id, without_case }) => without_case === null && !covered.has(id));
    expect(
      bare.map(({ id }) => id),
      'Write a case that shows it: test/cases/<file type>/<what happens>/.',
    ).toEqual([]);
  });

  it('have no case where they say that none can show them', () => {
    const shown = rules.filter(({ id, without_case }) => without_case !== null && covered.has(id));
    expect(shown.map(({ id }) => id)).toEqual([]);
  });

  it('are numbered in their sections, a sentence each', () => {
    for (const { name, sections } of documents) {
      for (const { section, rules: listed } of sections) {
        expect(listed.map(({ id }) => id)).toEqual(listed.map((_, at) => `${name} ${section}-${at + 1}`));
        for (const { id, says } of listed) expect(says, id).toMatch(/^[A-Za-z<].*\.$/);
      }
    }
  });

  it('name codes that are there, and that some case raises', () => {
    const raised = new Set(cases.flatMap(({ codes }) => [...codes]));
    const listed = documents.flatMap(({ sections }) => sections.flatMap(({ codes }) => codes));
    expect(listed.filter((code) => !Object.hasOwn(messages, code) || !raised.has(code))).toEqual([]);
  });
});
