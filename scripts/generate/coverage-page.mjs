import { code, pageHead, plain, table } from './markdown.mjs';
import { readCoveringCases, readRules } from './read-coverage.mjs';

const path = 'docs/reference/coverage.md';

/** What each document of rules is about. @type {Readonly<Record<string, string>>} */
const titles = {
  batch_mode: 'Batch mode',
  diffing: 'Diffing: what an upload changes against an earlier one',
  format: 'CSV format: uploads and files',
  people: 'Importers of people: users, logins, observers, admins, SIS IDs, enrollments',
  structure: 'Importers of structure: accounts, terms, courses, sections, groups, tags',
};

/** So many cases of a code are named. */
const most_named = 3;

/** Every rule of the importers with the cases that show it. @type {import('../generate.mjs').Generator} */
export const coveragePage = {
  async files() {
    const cases = readCoveringCases();
    const documents = readRules();
    const page = [
      pageHead('test/cases/', 'Rules and their cases'),
      'What imports do, in our words, by the sections of the documents of published and observed behaviour that',
      'rollcall goes by, and the cases that show it. A case is a folder of CSV files with what comes of importing them;',
      'each runs through the engine, over HTTP and, as far as files and rows speak for themselves, through `check`.\n',
      ...documents.map((document) => documentPart(document, cases)),
      ...cases.map(({ name }) => `[${name}]: ../../test/cases/${name}/case.md`),
      '',
    ];
    return new Map([[path, page.join('\n')]]);
  },
};

/**
 * @param {import('./read-coverage.mjs').RuleDocument} document
 * @param {readonly import('./read-coverage.mjs').CoveringCase[]} cases
 */
function documentPart({ name, sections }, cases) {
  const parts = sections.map(({ section, title, rules, codes }) => {
    const rows = rules.map(({ id, says, without_case }) => {
      const covering = cases.filter(({ covers }) => covers.includes(id)).map((entry) => link(entry.name));
      return [
        id.slice(name.length + 1),
        plain(says),
        without_case === null ? covering.join('<br>') : `none: ${without_case}`,
      ];
    });
    const raised = codes.map((each) => {
      const raising = cases.filter((entry) => entry.codes.has(each)).map((entry) => link(entry.name));
      const rest = raising.length > most_named ? [`and ${raising.length - most_named} more`] : [];
      return ['', code(each), [...raising.slice(0, most_named), ...rest].join('<br>')];
    });
    return `### ${section} ${title}\n\n${table(['Rule', 'What happens', 'Cases'], [...rows, ...raised])}`;
  });
  return [`## ${titles[name] ?? name}\n`, ...parts].join('\n');
}

/** A case by its name, which a line at the end of the page leads to its folder: half as long as links in place. @param {string} name */
function link(name) {
  return `[${name}]`;
}
