import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import type { Enrollment, Group } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
const files = {
  'users.csv': 'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,bo,Bo Quill,active\n',
  'courses.csv': 'course_id,short_name,long_name,status\nC1,ALG,Algebra,active\n',
  'group_categories.csv': 'group_category_id,course_id,category_name,status\nK1,C1,Labs,active\n',
  'groups.csv': 'group_id,group_category_id,name,status\nG1,K1,Lab 1,available\n',
  'enrollments.csv':
    'course_id,user_id,role,status,start_date,end_date\n' +
    'C1,U1,student,active,2026-09-01T00:00:00Z,2027-01-31T00:00:00Z\nC1,U2,student,active,,\n',
  'memberships.csv': 'group_id,user_id,status\nG1,U1,accepted\n',
};

async function importAll(more: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const storage = openDiskStorage(server.folder);
  const { workflow_state } = await importFiles({ pool: server.database.pool, storage }, 1, {
    ...files,
    ...more,
  });
  return workflow_state;
}

beforeAll(async () => {
  server = await createApiServer();
  expect(await importAll()).toBe('imported');
});
afterAll(() => server.close());

async function send<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await server.send(method, `/api/v1${path}`, body);
  const answer = await response.json();
  expect([response.status, answer]).toEqual([200, expect.anything()]);
  return answer as T;
}

const of = async (user: string, query = '') => {
  const [enrollment] = await send<Enrollment[]>('GET', `/users/sis_user_id:${user}/enrollments${query}`);
  return enrollment!;
};

describe('an import after changes by hand', () => {
  it('leaves the dates of an enrollment alone and stamps it', async () => {
    const { id, course_id, course_section_id } = await of('U1');
    const enrollment = {
      user_id: 'sis_user_id:U1',
      type: 'StudentEnrollment',
      start_at: '2026-10-01T00:00:00Z',
    };
    const made = await send<Enrollment>('POST', `/courses/${course_id}/enrollments`, { enrollment });
    expect([made.id, made.course_section_id, made.sis_import_id]).toEqual([id, course_section_id, 1]);
    expect(await importAll()).toBe('imported');
    const { start_at, end_at, sis_import_id } = await of('U1');
    expect([start_at, end_at, sis_import_id]).toEqual(['2026-10-01T00:00:00Z', '2027-01-31T00:00:00Z', 2]);
  });

  it('brings back who was deleted by hand, but not into the groups', async () => {
    const { id, course_id } = await of('U1');
    await send('DELETE', `/courses/${course_id}/enrollments/${id}?task=delete`);
    expect(await send('GET', '/groups/sis_group_id:G1/users')).toEqual([]);
    expect(await importAll({ 'memberships.csv': 'group_id,user_id,status\n' })).toBe('imported');
    expect((await of('U1')).id).toBe(id);
    expect(await send('GET', '/groups/sis_group_id:G1/users')).toEqual([]);
    expect(await importAll()).toBe('imported');
    expect(await send('GET', '/groups/sis_group_id:G1/users')).toMatchObject([{ sis_user_id: 'U1' }]);
  });

  it('leaves the name of a group alone, and its members to both', async () => {
    const body = { name: 'Monday lab', members: ['sis_user_id:U2'] };
    await send('PUT', '/groups/sis_group_id:G1', body);
    expect(await importAll()).toBe('imported');
    const group = await send<Group>('GET', '/groups/sis_group_id:G1?include[]=users');
    expect([group.name, group.users?.map(({ sis_user_id }) => sis_user_id)]).toEqual([
      'Monday lab',
      ['U1', 'U2'],
    ]);
  });

  it('finds a category deleted by hand, revives it and the groups it has rows for', async () => {
    await send('DELETE', '/group_categories/sis_group_category_id:K1');
    expect((await server.get('/api/v1/groups/sis_group_id:G1')).status).toBe(404);
    expect(await importAll({ 'memberships.csv': 'group_id,user_id,status\n' })).toBe('imported');
    const group = await send<Group>('GET', '/groups/sis_group_id:G1');
    expect([group.name, group.members_count]).toEqual(['Monday lab', 0]);
  });
});
