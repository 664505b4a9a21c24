import { Readable } from 'node:stream';
import {
  type AnalyzeOptions,
  analyzeUpload,
  type Finding,
  type OpenedUpload,
} from '../../src/check/index.ts';

/** An upload of files that are in memory, name to content. */
export function uploadInMemory(files: Readonly<Record<string, string | Uint8Array>>): OpenedUpload {
  const opened = Object.entries(files)
    .map(([path, content]) => ({ path, bytes: Buffer.from(content) }))
    .filter(({ bytes }) => bytes.length > 0)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, bytes }) => ({
      path,
      base_name: path.slice(path.lastIndexOf('/') + 1),
      size_bytes: bytes.length,
      read: async () => Readable.from([bytes], { objectMode: false }),
    }));
  return { files: opened, messages: [], close: async () => {} };
}

/** Every finding about files in memory, in the order in which they are made. */
export async function findingsIn(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: AnalyzeOptions = {},
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const sink = {
    reset: () => void findings.splice(0),
    tell: (one: Finding) => void findings.push(one),
    refuse() {},
  };
  await analyzeUpload(uploadInMemory(files), sink, options);
  return findings;
}
