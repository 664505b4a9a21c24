#!/usr/bin/env node
// Writes everything that is derived from declarations: reference pages and JSON Schemas.
// `--check` writes nothing and fails when a file on disk differs from what would be written.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiPage } from './generate/api-page.mjs';
import { cliPage } from './generate/cli-page.mjs';
import { coveragePage } from './generate/coverage-page.mjs';
import { fileTypePages } from './generate/file-type-pages.mjs';
import { fileTypeSchemas } from './generate/file-type-schemas.mjs';
import { findingPage } from './generate/finding-page.mjs';
import { messagePage } from './generate/message-page.mjs';
import { schemaDump } from './generate/schema-dump.mjs';

/**
 * A generator says which files it makes. `folder`: where nothing but its files may lie, so that the page of
 * a thing that is gone goes too. `files` gets a loader for the folders of src, so that tests can hand it the sources.
 * @typedef {{ folder?: string, files: (load: (folder: string) => Promise<any>) => Promise<Map<string, string>> }} Generator
 * @type {readonly Generator[]}
 */
const generators = [
  apiPage,
  fileTypeSchemas,
  fileTypePages,
  messagePage,
  findingPage,
  coveragePage,
  cliPage,
  schemaDump,
];

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');
/** @param {string} folder */
const load = (folder) => import(new URL(`../dist/${folder}/index.js`, import.meta.url).href);
/** @param {string} path */
const read = (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : null);

/** @type {string[]} */
const stale = [];
for (const generator of generators) {
  const files = await generator.files(load);
  for (const [path, content] of files) {
    if (read(path) === content) continue;
    stale.push(path);
    if (check) continue;
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  if (generator.folder === undefined || !existsSync(join(root, generator.folder))) continue;
  for (const name of readdirSync(join(root, generator.folder))) {
    const path = `${generator.folder}/${name}`;
    if (files.has(path)) continue;
    stale.push(path);
    if (!check) rmSync(join(root, path), { recursive: true });
  }
}

if (!check) {
  for (const path of stale) console.log(`written: ${path}`);
} else if (stale.length > 0) {
  console.error('These generated files are not what their declarations say:');
  for (const path of stale) console.error(`  ${path}`);
  console.error('Run: npm run generate');
  process.exitCode = 1;
}
