import { cpSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeFolder } from './remove-folder.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
// Inside node_modules, from where the packages that are not bundled are found.
const cache = join(root, 'node_modules', '.cache', 'rollcall-program');

/** `rollcall` as it is shipped, made of these very sources. */
export interface BuiltProgram {
  /** The program that Node is to run. */
  readonly main: string;
  remove(): void;
}

/** Bundles the program into a folder of its own: `dist` belongs to whoever works with it. */
export async function buildProgram(): Promise<BuiltProgram> {
  const script = new URL('../../scripts/bundle.mjs', import.meta.url).href;
  const { bundle } = (await import(script)) as { bundle: (folder: string) => Promise<void> };
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'run-'));
  const dist = join(folder, 'dist');
  await bundle(dist);
  cpSync(join(root, 'src/db/migrations'), join(dist, 'db/migrations'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  return {
    main: join(dist, 'cli', 'main.js'),
    remove: () => removeFolder(folder),
  };
}
