import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../test/cases', import.meta.url));

/**
 * A rule: what it says, and why no case shows it where none can.
 * @typedef {{ id: string, says: string, without_case: string | null }} Rule
 * `codes`: messages whose conditions the section lists; the cases that raise them show these rules.
 * @typedef {{ section: string, title: string, rules: readonly Rule[], codes: readonly string[] }} Section
 * @typedef {{ name: string, sections: readonly Section[] }} RuleDocument
 * @typedef {{ name: string, covers: readonly string[], codes: ReadonlySet<string> }} CoveringCase
 */

/** The rules as `test/cases/<document>.rules.json` lists them. @returns {readonly RuleDocument[]} */
export function readRules() {
  const files = readdirSync(root).filter((file) => file.endsWith('.rules.json'));
  return files.sort().map((file) => {
    const { sections } = JSON.parse(readFileSync(join(root, file), 'utf8'));
    return { name: file.slice(0, file.indexOf('.')), sections: sections.map(sectionOf) };
  });
}

/** @param {any} section @returns {Section} */
function sectionOf({ section, title, rules, codes = [] }) {
  const list = Object.entries(rules).map(([id, entry]) => {
    const { rule, without_case } = typeof entry === 'string' ? { rule: entry, without_case: null } : entry;
    return { id, says: rule, without_case };
  });
  return { section, title, rules: list, codes };
}

/** Every case with the rules that its `Covers:` names and the codes that it raises. @returns {readonly CoveringCase[]} */
export function readCoveringCases() {
  /** @param {string} path */
  const foldersIn = (path) =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? entry.name : []));
  return foldersIn(root)
    .sort()
    .flatMap((kind) => foldersIn(join(root, kind)).map((name) => `${kind}/${name}`))
    .map((name) => ({ name, covers: coversOf(name), codes: codesOf(name) }));
}

/** `Covers: people 1.4-1, 1.4-5; structure 2-3` at the end of case.md. @param {string} name */
function coversOf(name) {
  const text = readFileSync(join(root, name, 'case.md'), 'utf8');
  const [, listed = ''] = /\n\nCovers: (.+)$/s.exec(text) ?? [];
  return listed
    .split(';')
    .filter((part) => part.trim() !== '')
    .flatMap((part) => {
      const [document, ...rules] = part.trim().split(/,?\s+/);
      return rules.map((rule) => `${document} ${rule}`);
    });
}

/** @param {string} name @returns {ReadonlySet<string>} */
function codesOf(name) {
  const files = readdirSync(join(root, name)).filter((file) => file.endsWith('-expect.json'));
  const messages = files.flatMap(
    (file) => /** @type {string[]} */ (JSON.parse(readFileSync(join(root, name, file), 'utf8')).messages),
  );
  return new Set(messages.map((message) => message.slice(0, message.indexOf(' '))));
}
