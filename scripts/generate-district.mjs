#!/usr/bin/env node
// Writes the SIS files of an invented district of any size: see scripts/district/ and --help.
import { join } from 'node:path';
import { layOut } from './district/layout.mjs';
import { rowsWithMistakes } from './district/mistakes.mjs';
import { HELP, readOptions, UsageError } from './district/options.mjs';
import { TYPES } from './district/types.mjs';
import { csvChunks, writeFolder, writeZip } from './district/write-csv.mjs';

async function generate(options) {
  const district = layOut(options);
  const path = options.zip && !options.out.endsWith('.zip') ? join(options.out, 'district.zip') : options.out;
  const summary = { out: path, files: [], rows: 0, bytes: 0, seconds: 0 };
  const started = performance.now();
  const files = options.types.map((name) => {
    const type = TYPES[name];
    const tally = { rows: 0, bytes: 0 };
    const mistakes = {};
    const chunks = csvChunks(type.columns, rowsWithMistakes(type, district, mistakes), tally);
    const done = () => {
      summary.files.push({ type: name, file: type.file, ...tally, mistakes });
      summary.rows += tally.rows;
      summary.bytes += tally.bytes;
    };
    return { file: type.file, chunks, done };
  });
  if (options.zip) await writeZip(path, files);
  else writeFolder(path, files);
  summary.seconds = Math.round(performance.now() - started) / 1000;
  return summary;
}

function table({ out, files, rows, bytes, seconds }) {
  const line = (name, count, size, mistakes) =>
    `${name.padEnd(34)}${count.padStart(12)}${size.padStart(10)}  ${mistakes}`.trimEnd();
  const megabytes = (size) => (size / 1e6).toFixed(1);
  return [
    line('file', 'rows', 'MB', 'mistakes'),
    ...files.map((file) => {
      const mistakes = Object.values(file.mistakes).reduce((sum, count) => sum + count, 0);
      return line(
        file.file,
        file.rows.toLocaleString('en'),
        megabytes(file.bytes),
        mistakes > 0 ? `${mistakes}` : '',
      );
    }),
    line(`${out}, ${seconds} s`, rows.toLocaleString('en'), megabytes(bytes), ''),
  ].join('\n');
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
  } else {
    const summary = await generate(options);
    console.log(options.json ? JSON.stringify(summary, null, 2) : table(summary));
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
