import { join } from 'node:path';
import type { UploadFile } from '../../check/index.ts';
import { type Row, type RowWriter, readRows, writeRows } from '../rewrite-csv.ts';

type Files = ReadonlyMap<string, UploadFile>;

/**
 * The steps in which an export is loaded. `live`: everything as if it were in use, so that what has ended finds its
 * place. `ended`: what is concluded, inactive, suspended or deleted. `groups`: what hangs on enrollments that are in use.
 */
export const steps = ['live', 'ended', 'groups'] as const;

type Step = (typeof steps)[number];

/** In which step a file is loaded, and whether its deleted rows can be brought back to life to be deleted again. */
const files: Readonly<Record<string, { readonly step: Step; readonly with_ended: boolean }>> = {
  accounts: { step: 'live', with_ended: false },
  terms: { step: 'live', with_ended: false },
  courses: { step: 'live', with_ended: true },
  sections: { step: 'live', with_ended: true },
  xlist: { step: 'live', with_ended: false },
  users: { step: 'live', with_ended: true },
  enrollments: { step: 'live', with_ended: true },
  group_categories: { step: 'groups', with_ended: false },
  groups: { step: 'groups', with_ended: false },
  group_membership: { step: 'groups', with_ended: false },
  user_observers: { step: 'groups', with_ended: false },
  admins: { step: 'groups', with_ended: false },
};

/** The files of the report that are loaded. */
export const exportedKinds = Object.keys(files);

// Numbers of that server's own, which mean something else in a mirror, and what a report never tells.
const left_out = ['role_id', 'authentication_provider_id', 'root_account', 'password'];

/** `concluded` is what the report says and no import takes. */
const statusOf = ({ status = '' }: Row) => (status === 'concluded' ? 'completed' : status);

/** What is in use; groups alone are that under many words. */
const isLive = (kind: string, row: Row) =>
  kind === 'groups'
    ? statusOf(row) !== 'deleted'
    : ['active', 'published', 'accepted'].includes(statusOf(row));

const clean = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !left_out.includes(name)));

/** What the report provisioning_csv tells and sis_export_csv does not. */
export interface Details {
  /** Of cross-listed sections: the courses that they came from. */
  readonly homes: ReadonlyMap<string, string>;
  readonly published: ReadonlySet<string>;
}

/** Reads the files xlist and courses of provisioning_csv. */
export async function readDetails(provisioning: Files): Promise<Details> {
  const homes = new Map<string, string>();
  const published = new Set<string>();
  const [xlist, courses] = [provisioning.get('xlist'), provisioning.get('courses')];
  if (xlist)
    for await (const rows of readRows(xlist))
      for (const { section_id, nonxlist_course_id } of rows)
        if (section_id && nonxlist_course_id) homes.set(section_id, nonxlist_course_id);
  if (courses)
    for await (const rows of readRows(courses))
      for (const { course_id, status } of rows)
        if (course_id && status === 'active') published.add(course_id);
  return { homes, published };
}

function complete(kind: string, row: Row, { homes, published }: Details): Row {
  if (kind === 'courses' && row.status === 'active' && published.has(row.course_id ?? ''))
    return { ...row, status: 'published' };
  const home = kind === 'sections' ? homes.get(row.section_id ?? '') : undefined;
  return home === undefined ? row : { ...row, course_id: home };
}

/** The logins in use, as which nobody else can be loaded. */
async function readLiveLogins(file: UploadFile | undefined): Promise<ReadonlySet<string>> {
  const logins = new Set<string>();
  if (file === undefined) return logins;
  for await (const rows of readRows(file))
    for (const row of rows) if (statusOf(row) !== 'deleted') logins.add((row.login_id ?? '').toLowerCase());
  return logins;
}

/** Parents first, as an import wants them. */
async function sortAccounts(file: UploadFile): Promise<readonly Row[]> {
  const found = new Map<string, Row>();
  for await (const rows of readRows(file)) for (const row of rows) found.set(row.account_id ?? '', row);
  const sorted = new Set<Row>();
  const place = (row: Row, below: number) => {
    const parent = found.get(row.parent_account_id ?? '');
    if (parent && !sorted.has(parent) && below < found.size) place(parent, below + 1);
    sorted.add(row);
  };
  for (const row of found.values()) place(row, 0);
  return [...sorted];
}

async function* rowsOf(kind: string, file: UploadFile): AsyncGenerator<readonly Row[]> {
  if (kind === 'accounts') yield await sortAccounts(file);
  else yield* readRows(file);
}

/** Sorts the files of an export into folders, one for each step. */
export async function sortExport(exported: Files, folder: string, details: Details): Promise<void> {
  const live_logins = await readLiveLogins(exported.get('users'));
  for (const [kind, { step, with_ended }] of Object.entries(files)) {
    const file = exported.get(kind);
    if (file === undefined) continue;
    const live = writeRows(join(folder, step, `${kind}.csv`));
    const ended = writeRows(join(folder, 'ended', `${kind}.csv`));
    for await (const rows of rowsOf(kind, file))
      for (const given of rows) {
        const row = complete(kind, clean(given), details);
        const status = statusOf(row);
        if (isLive(kind, row)) await live.write({ ...row, status });
        else if (!with_ended) continue;
        else if (
          kind === 'users' &&
          status === 'deleted' &&
          live_logins.has((row.login_id ?? '').toLowerCase())
        )
          continue;
        else await revive(row, status, live, ended);
      }
    await live.close();
    await ended.close();
  }
}

/** What has ended is first there, and then ends. */
async function revive(row: Row, status: string, live: RowWriter, ended: RowWriter): Promise<void> {
  await live.write({ ...row, status: 'active' });
  await ended.write({ ...row, status });
}

/** Writes what an import has made or was about, without what is deleted, to be imported once more. */
export async function sortStamped(exported: Files, folder: string, details: Details): Promise<void> {
  for (const [kind, file] of exported) {
    if (!(kind in files)) continue;
    const output = writeRows(join(folder, `${kind}.csv`));
    for await (const rows of readRows(file))
      for (const given of rows) {
        const row = complete(kind, clean(given), details);
        if (statusOf(row) !== 'deleted') await output.write({ ...row, status: statusOf(row) });
      }
    await output.close();
  }
}
