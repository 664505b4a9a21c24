import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  importedState,
  type NightlyDesk,
  openNightlyDesk,
  usersCsv,
} from '../../../test/support/nightly-desk.ts';

let desk: NightlyDesk;
beforeEach(async () => {
  desk = await openNightlyDesk();
  desk.canvas.play(importedState);
});
afterEach(() => desk.close());

const four = ['U1', 'U2', 'U3', 'U4'];
const courses = 'course_id,short_name,long_name,status\nC1,c1,Course 1,active\n';
const users = (ids: readonly string[], status?: string) => desk.lay({ 'users.csv': usersCsv(ids, status) });

describe('a guard is not fooled', () => {
  it('by a file that has gone from the set, or has nothing but a header', async () => {
    await desk.submit(desk.lay({ 'users.csv': usersCsv(four), 'courses.csv': courses }), '--wait');
    for (const feed of [
      desk.lay({ 'courses.csv': courses }),
      desk.lay({ 'users.csv': usersCsv([]), 'courses.csv': courses }),
    ]) {
      const refused = await desk.submit(feed, '--max-shrink', '10%');
      expect(refused).toMatchObject({
        status: 5,
        stderr: expect.stringContaining('max_shrink: 4 of 4 rows of users'),
      });
      expect(await desk.submit(feed, '--max-deletes', '3')).toMatchObject({ status: 5 });
    }
    expect(desk.sent()).toBe(1);
  });

  it('by rows that are repeated, or that ask for a delete', async () => {
    await desk.submit(users(four), '--wait');
    for (const feed of [
      users(['U1', 'U1', 'U1', 'U1']),
      desk.lay({ 'users.csv': usersCsv(['U1']), 'gone.csv': usersCsv(['U2', 'U3', 'U4'], 'deleted') }),
    ]) {
      expect(await desk.submit(feed, '--max-shrink', '10%')).toMatchObject({ status: 5 });
      expect(await desk.submit(feed, '--min-rows', 'users=4')).toMatchObject({ status: 5 });
    }
  });

  it('by an import that failed, was aborted, or only rehearsed', async () => {
    await desk.submit(users(four), '--wait');
    for (const workflow_state of ['failed', 'failed_with_messages', 'aborted']) {
      desk.canvas.play({ ...importedState, workflow_state });
      expect(await desk.submit(users(['U1']), '--wait')).toMatchObject({ status: 2 });
    }
    desk.canvas.play(importedState);
    desk.profile({ data_set: 'nightly', defaults: { dry_run: true } });
    expect(await desk.submit(users(['U1']), '--wait')).toMatchObject({ status: 0 });
    desk.profile();
    const refused = await desk.submit(users(['U1']), '--max-shrink', '10%');
    expect(refused.stderr).toContain('3 of 4 rows of users');
  });

  it('by another data set of the same profile', async () => {
    await desk.submit(users(four), '--wait');
    const other = ['--diffing-data-set-identifier', 'hourly', '--max-shrink', '10%'];
    expect(await desk.submit(users(['U1']), ...other, '--wait')).toMatchObject({ status: 0 });
    expect(await desk.submit(users(four), '--max-shrink', '10%')).toMatchObject({ status: 0 });
    expect(await desk.submit(users(['U1', 'U2']), '--max-shrink', '10%')).toMatchObject({ status: 5 });
  });

  it('by what it knew and has lost', async () => {
    await desk.submit(users(four), '--wait');
    const rows = join(desk.place, 'state', 'night', 'rows');
    for (const name of readdirSync(rows)) rmSync(join(rows, name));
    const refused = await desk.submit(users(['U1']), '--max-shrink', '10%');
    expect(refused).toMatchObject({ status: 5, stderr: expect.stringContaining('cannot be compared with') });
    expect(await desk.submit(users(['U1']), '--max-shrink', '10%', '--no-guards')).toMatchObject({
      status: 0,
    });
  });

  it('and says on its first run that it has nothing to compare with', async () => {
    const first = await desk.submit(users(['U1']), '--max-shrink', '10%');
    expect(first).toMatchObject({ status: 0, stderr: expect.stringContaining('nothing has been accepted') });
    const small = await desk.submit(users([]), '--no-check', '--min-rows', 'users=1');
    expect(small).toMatchObject({ status: 5 });
  });
});

describe('the guards of the profile', () => {
  it('hold unless the command line says otherwise, limit by limit', async () => {
    desk.profile({ guards: { min_rows: { users: 3, courses: 1 } } });
    const feed = desk.lay({ 'users.csv': usersCsv(['U1', 'U2']), 'courses.csv': courses });
    expect(await desk.submit(feed)).toMatchObject({ status: 5 });
    expect(await desk.submit(feed, '--min-rows', 'users=2')).toMatchObject({ status: 0 });
    expect(await desk.submit(users(['U1', 'U2']), '--min-rows', 'users=2')).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('rows of courses'),
    });
  });
});

describe('an import that was not waited for', () => {
  it('counts as accepted as soon as the server says so: after an approval, too', async () => {
    desk.canvas.play({ workflow_state: 'created', data: { import_type: 'instructure_csv', hold: hold() } });
    expect(await desk.submit(users(four), '--wait')).toMatchObject({ status: 4 });
    expect(await desk.submit(users(['U1']), '--max-shrink', '10%')).toMatchObject({ status: 0 });
    desk.canvas.play(importedState);
    expect(await desk.submit(users([]), '--no-check', '--max-shrink', '10%')).toMatchObject({ status: 5 });
  });
});

const hold = () => ({
  held_at: '2022-02-04T18:32:00Z',
  limits: [],
  limit_count: 0,
  files: [],
  earlier_approvals: [],
});
