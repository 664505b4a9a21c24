import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder } from './remove-folder.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'rollcall-database');
const ENTRIES = ['db/open-database.ts', 'db/migrate.ts', 'db/embedded/keeper-main.ts'];
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Builds the database modules as JavaScript, which other processes need, and returns the folder that stands
 * for `dist`. Built apart from `dist`, so that tests see these very sources and disturb nobody who uses it.
 */
export function buildDatabase(): string {
  const folder = join(CACHE, checksumOfSources());
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  removeOld();
  const draft = join(CACHE, `draft-${process.pid}`);
  const config = join(CACHE, `tsconfig-${process.pid}.json`);
  writeFileSync(config, JSON.stringify(buildConfig(draft)));
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const compiled = spawnSync(process.execPath, [compiler, '-p', config], { encoding: 'utf8' });
  rmSync(config);
  if (!existsSync(join(draft, 'db', 'migrate.js')))
    throw new Error(
      `The database modules do not compile.\n${compiled.stdout}${compiled.stderr}${compiled.error ?? ''}`,
    );
  cpSync(join(ROOT, 'src/db/migrations'), join(draft, 'db', 'migrations'), { recursive: true });
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another run was faster, with the same content.
    removeFolder(draft);
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

function buildConfig(out: string): object {
  return {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: {
      noEmit: false,
      outDir: out,
      rootDir: join(ROOT, 'src'),
      types: ['node'],
      typeRoots: [join(ROOT, 'node_modules', '@types')],
    },
    include: [],
    files: ENTRIES.map((file) => join(ROOT, 'src', file)),
  };
}

function checksumOfSources(): string {
  const hash = createHash('sha256');
  for (const folder of ['src/db', 'src/db/embedded', 'src/db/migrations']) {
    const names = readdirSync(join(ROOT, folder)).filter((name) => /(?<!\.test)\.ts$|\.sql$/.test(name));
    for (const name of names.sort()) hash.update(name).update(readFileSync(join(ROOT, folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

function removeOld(): void {
  for (const name of readdirSync(CACHE)) {
    const path = join(CACHE, name);
    const written_at = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - written_at > DAY_MS) removeFolder(path);
  }
}
