// Runs a TypeScript module in a process of its own: `node run-typescript.mjs <file> [arguments]`. Node 20 cannot
// by itself, and the tests should not need a build.
import { runnerImport } from 'vite';

await runnerImport(process.argv[2]);
