import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpenAlert, OpenAlerts } from './compare-findings.ts';
import { findingCodes, type Sighting, type Sightings } from './judge/index.ts';

/** What a look leaves to later ones. */
export interface Memory {
  /** What each receiver has been told of, by its name. */
  readonly told: ReadonlyMap<string, OpenAlerts>;
  readonly sightings: Sightings;
}

export const emptyMemory: Memory = { told: new Map(), sightings: new Map() };

const pathOf = (folder: string) => join(folder, 'watch.json');

type Fields = Readonly<Record<string, unknown>>;
const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

const isAlert = (value: unknown): value is OpenAlert => {
  const { finding, first_ms, told_ms } = asFields(value);
  const { code, text } = asFields(finding);
  const is_known = findingCodes.some((known) => known === code) && typeof text === 'string';
  return is_known && typeof first_ms === 'number' && typeof told_ms === 'number';
};

const isSighting = (value: unknown): value is Sighting => {
  const { trace, since_ms } = asFields(value);
  return typeof trace === 'string' && typeof since_ms === 'number';
};

const entriesOf = <T>(value: unknown, fits: (one: unknown) => one is T): [string, T][] =>
  Object.entries(asFields(value)).flatMap(([key, one]): [string, T][] => (fits(one) ? [[key, one]] : []));

/** Reads what earlier looks have left; what cannot be read is as if it had never been, so that an alert comes twice rather than not at all. */
export async function readMemory(folder: string): Promise<Memory> {
  let kept: Fields;
  try {
    kept = asFields(JSON.parse(await readFile(pathOf(folder), 'utf8')));
  } catch {
    // The first look, or a torn file.
    return emptyMemory;
  }
  const told = Object.entries(asFields(kept.told)).map(([name, alerts]): [string, OpenAlerts] => [
    name,
    new Map(entriesOf(alerts, isAlert)),
  ]);
  const sightings = entriesOf(kept.sightings, isSighting).map(([id, one]): [number, Sighting] => [
    Number(id),
    one,
  ]);
  return { told: new Map(told), sightings: new Map(sightings) };
}

/** Keeps it for later looks; a reader sees it whole or not at all. */
export async function writeMemory(folder: string, { told, sightings }: Memory): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const kept = {
    told: Object.fromEntries([...told].map(([name, alerts]) => [name, Object.fromEntries(alerts)])),
    sightings: Object.fromEntries(sightings),
  };
  const path = pathOf(folder);
  await writeFile(`${path}.${process.pid}.part`, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  await rename(`${path}.${process.pid}.part`, path);
}
