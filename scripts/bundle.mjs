// Bundles src, with what it needs of npm, into few files: Node reads a handful instead of four hundred, and a
// command starts a third sooner. Imports that are lazy in the sources stay lazy, as chunks of their own.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';

/** What others load by path: the command, the program of the embedded database, and the index of every room. */
function findEntries() {
  const rooms = readdirSync('src').filter((room) => existsSync(`src/${room}/index.ts`));
  const paths = ['cli/main', 'db/embedded/keeper-main', ...rooms.map((room) => `${room}/index`)];
  return Object.fromEntries(paths.map((path) => [path, `src/${path}.ts`]));
}

/**
 * Left in node_modules: what starts its own files by path, what is large and rarely used, and parts of fastify and
 * graphile-worker without use here.
 */
const external = [
  '@aws-sdk/client-s3',
  'typescript',
  'pino',
  'pg-native',
  'light-my-request',
  '@fastify/ajv-compiler',
  '@fastify/fast-json-stringify-compiler',
];

const marker = 'urlOfSource';

/**
 * A module that looks for something beside itself finds it where it would be in a build of a file per module,
 * whatever chunk it went into; and what it loads through createRequire goes into the bundle too.
 * @type {import('rolldown').Plugin}
 */
const keepPlaces = {
  name: 'keep-places',
  transform: {
    filter: { id: /[\\/]src[\\/].*\.ts$/ },
    handler(code, id) {
      const path = id.slice(join(process.cwd(), 'src/').length).replaceAll('\\', '/').replace(/\.ts$/, '.js');
      return code
        .replace('const require = createRequire(import.meta.url);', '')
        .replaceAll('import.meta.url', `${marker}(${JSON.stringify(path)})`);
    },
  },
  renderChunk(code, { fileName }) {
    const up = '../'.repeat(fileName.split('/').length - 1);
    return code.replaceAll(
      new RegExp(`${marker}\\("(.*?)"\\)`, 'g'),
      (_, path) => `new URL("${up}${path}", import.meta.url).href`,
    );
  },
};

/** The folder of the package that a module comes from; null for our own. @param {string} id */
function packageOf(id) {
  if (!/[\\/]node_modules[\\/]/.test(id)) return null;
  for (let folder = dirname(id); ; folder = dirname(folder)) {
    const described = join(folder, 'package.json');
    // Some packages have more of these files inside, without a name, to say how their modules are written.
    if (existsSync(described) && JSON.parse(readFileSync(described, 'utf8')).version) return folder;
  }
}

/** Names and licenses of the packages, with their texts, as most licenses ask. @param {readonly string[]} folders */
function describePackages(folders) {
  const parts = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
    const text = texts.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
    return `${name} ${version}, ${license ?? 'license below'}\n\n${text}`.trim();
  });
  const head = 'The files in this folder contain code of these packages.';
  return `${[head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Writes the bundle into a folder. @param {string} folder */
export async function bundle(folder) {
  const build = await rolldown({
    input: findEntries(),
    platform: 'node',
    external,
    plugins: [keepPlaces],
    // Nothing happens on import in src but in main files: whoever takes one thing from an index gets no more.
    treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]/, sideEffects: false }] },
  });
  const { output } = await build.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    // Apart from the rest of its room: it starts the database while the rest is loaded.
    codeSplitting: { groups: [{ name: 'open-database', test: /[\\/]src[\\/]db[\\/]open-database\.ts$/ }] },
    comments: { legal: true, annotation: false, jsdoc: false },
  });
  await build.close();
  const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
  const packages = [...new Set(modules.map(packageOf))].filter((found) => found !== null);
  writeFileSync(join(folder, 'THIRD-PARTY.txt'), describePackages(packages.sort()));
}
