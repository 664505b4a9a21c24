import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import { insertImportRow } from '../../../../test/support/sis-import-rows.ts';
import type { PlanEntry, SisImport } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
let other: Tenant;
let dry: SisImport;
beforeAll(async () => {
  server = await createApiServer();
  other = await server.makeTenant('Other');
  await bring({
    'terms.csv': 'term_id,name,status\nT1,Autumn,active',
    'courses.csv':
      'course_id,short_name,long_name,term_id,status\nC1,Alg,Algebra,T1,active\nC2,Bio,Biology,T1,active\nC3,Che,Chemistry,T1,active',
    'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,active\nS2,C2,Two,active',
    'users.csv':
      'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,bob,Bob Ray,active\nU3,cyd,Cyd Lee,active',
    'enrollments.csv':
      'section_id,user_id,role,status\nS1,U1,student,active\nS1,U2,student,active\nS2,U1,student,active\nS2,U2,teacher,active\nS2,U3,student,active',
  });
  // What a person has changed sticks.
  const { pool } = server.database;
  await pool.query(`update courses set name = 'Algebra I', stuck_fields = 'name' where sis_id = 'C1'`);
  dry = await bring(
    {
      'courses.csv':
        'course_id,short_name,long_name,term_id,status\nC1,Alg1,Algebra,T1,active\nC2,Bio,Biology,T1,deleted\nC4,Dra,Drama,NONE,active',
      'sections.csv': 'section_id,course_id,name,status\nS1,C1,One,active\nS9,NOWHERE,Nine,active',
      'users.csv': 'user_id,login_id,full_name,status,password\nU3,cyd,Cyd Lee,active,a long secret',
      'enrollments.csv': 'section_id,user_id,role,status\nS1,U1,student,completed\nS1,U3,student,active',
    },
    { dry_run: true, batch_mode: true, batch_mode_term_id: await termId() },
  );
});
afterAll(() => server.close());

async function termId(): Promise<number> {
  const { rows } = await server.database.pool.query(`select id from enrollment_terms where sis_id = 'T1'`);
  return rows[0].id;
}

const path = '/api/v1/accounts/1/sis_imports';

async function bring(files: Readonly<Record<string, string>>, options: object = {}): Promise<SisImport> {
  await importFiles(
    { pool: server.database.pool, storage: openDiskStorage(server.folder), options },
    1,
    files,
  );
  const { sis_imports } = (await (await server.get(path)).json()) as { sis_imports: SisImport[] };
  return sis_imports[0] as SisImport;
}

async function planOf(query = ''): Promise<readonly PlanEntry[]> {
  const response = await server.get(`${path}/${dry.id}/plan?per_page=100&${query}`);
  expect(response.status).toBe(200);
  return ((await response.json()) as { plan: PlanEntry[] }).plan;
}

describe('a dry run', () => {
  it('ends as the import would have ended, and says that nothing was done', () => {
    expect(dry).toMatchObject({ workflow_state: 'imported_with_messages', progress: 100 });
    expect(dry.data).toMatchObject({
      dry_run: true,
      plan: {
        courses: { delete: 2, change: 1, create: 1, blocked: 1 },
        sections: { delete: 1, message: 1 },
        logins: { change: 1 },
        enrollments: { delete: 4, conclude: 1, create: 1 },
      },
      counts: { courses: 3, batch_courses_deleted: 1, batch_enrollments_deleted: 1 },
      statistics: { Course: { created: 1, deleted: 2 }, Enrollment: { concluded: 1, deleted: 4 } },
    });
    expect(Object.keys(dry)).not.toContain('dry_run');
  });

  it('leaves the roster as it was', async () => {
    const { rows } = await server.database.pool.query(
      `select (select count(*) from courses where workflow_state <> 'deleted') as courses,
         (select count(*) from enrollments where workflow_state = 'active') as enrollments,
         (select count(*) from roster_changes where sis_import_id = $1) as changes,
         (select count(*) from sis_import_stamps where sis_import_id = $1) as stamps`,
      [dry.id],
    );
    expect(rows).toEqual([{ courses: 3, enrollments: 5, changes: 0, stamps: 0 }]);
  });

  it('cannot be put back', async () => {
    for (const way of ['restore_states', 'undo']) {
      const response = await server.send('PUT', `${path}/${dry.id}/${way}`);
      expect([response.status, await response.json()]).toEqual([
        400,
        { message: expect.any(String), code: 'import_was_dry_run' },
      ]);
    }
  });

  it('that was aborted before it began cannot be put back, either', async () => {
    const id = await insertImportRow(server.database.pool, {
      workflow_state: 'aborted',
      options: { dry_run: true },
    });
    for (const way of ['restore_states', 'undo']) {
      const response = await server.send('PUT', `${path}/${id}/${way}`);
      expect([response.status, await response.json()]).toMatchObject([400, { code: 'import_was_dry_run' }]);
    }
    await server.database.pool.query('delete from sis_imports where id = $1', [id]);
  });
});

describe('the plan of an import', () => {
  it('tells a change with what was and what will be, and the row that asks for it', async () => {
    expect(await planOf('kind=courses&action=change')).toEqual([
      {
        kind: 'courses',
        action: 'change',
        sis_ids: { course_id: 'C1' },
        name: 'Algebra I',
        before: { course_code: 'Alg' },
        after: { course_code: 'Alg1' },
        file: 'courses.csv',
        row: 2,
        code: null,
        message: null,
      },
    ]);
  });

  it('tells what stickiness blocks', async () => {
    expect(await planOf('kind=courses&action=blocked')).toMatchObject([
      {
        sis_ids: { course_id: 'C1' },
        before: { name: 'Algebra I' },
        after: { name: 'Algebra' },
        file: 'courses.csv',
        row: 2,
      },
    ]);
  });

  it('tells what a new object holds, other objects by their SIS ids', async () => {
    expect(await planOf('kind=enrollments&action=create')).toMatchObject([
      {
        sis_ids: { course_id: 'C1', section_id: 'S1', user_id: 'U3', role: 'StudentEnrollment' },
        before: null,
        after: { type: 'StudentEnrollment', workflow_state: 'active' },
        file: 'enrollments.csv',
        row: 3,
      },
    ]);
    expect(await planOf('kind=courses&action=create')).toMatchObject([
      { sis_ids: { course_id: 'C4' }, name: 'Drama', after: { name: 'Drama', course_code: 'Dra' } },
    ]);
  });

  it('tells what is deleted by a row, along with another object, and by batch mode', async () => {
    const told = (await planOf('kind[]=courses&kind[]=enrollments&action=delete')).map(
      ({ sis_ids: { course_id, user_id }, file, row }) => [course_id, user_id, file, row],
    );
    expect(told).toEqual([
      ['C2', undefined, 'courses.csv', 3],
      ['C3', undefined, null, null],
      ['C1', 'U2', null, null],
      ...['U1', 'U2', 'U3'].map((user) => ['C2', user, null, null]),
    ]);
  });

  it('tells what is concluded', async () => {
    expect(await planOf('action=conclude')).toMatchObject([
      {
        kind: 'enrollments',
        sis_ids: { section_id: 'S1', user_id: 'U1' },
        before: { workflow_state: 'active' },
        after: { workflow_state: 'completed' },
        row: 2,
      },
    ]);
  });

  it('tells that a password is set, and not which', async () => {
    const [entry] = await planOf('kind=logins');
    expect(entry).toMatchObject({
      sis_ids: { user_id: 'U3', login_id: 'cyd' },
      after: { password: '(set)' },
    });
    expect(JSON.stringify(await planOf())).not.toMatch(/hash|SSHA|secret/i);
  });

  it('tells the messages', async () => {
    expect(await planOf('action=message')).toEqual([
      {
        kind: 'sections',
        action: 'message',
        sis_ids: {},
        name: null,
        before: null,
        after: null,
        file: 'sections.csv',
        row: 3,
        code: 'section.course_not_found',
        message: expect.stringContaining('NOWHERE'),
      },
    ]);
  });

  it('comes in pages, with the total', async () => {
    const all = await planOf();
    const pages: PlanEntry[] = [];
    let next: string | undefined = `${path}/${dry.id}/plan?per_page=3`;
    while (next !== undefined) {
      const response = await server.get(next);
      const { plan } = (await response.json()) as { plan: PlanEntry[] };
      expect(plan.length).toBeLessThanOrEqual(3);
      pages.push(...plan);
      const link = response.headers.get('link') ?? '';
      expect(link).toContain(`page=${Math.ceil(all.length / 3)}&per_page=3>; rel="last"`);
      next = /<[^>]*?(\/api[^>]*)>; rel="next"/.exec(link)?.[1];
    }
    expect(pages).toEqual(all);
  });

  it('comes as CSV, one line for each object', async () => {
    const response = await server.get(`${path}/${dry.id}/plan.csv?kind=courses`);
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [header, ...lines] = (await response.text()).trim().split('\n');
    expect(header).toMatch(/^action,kind,account_id,term_id,/);
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual([
      ['delete', 'courses'],
      ['delete', 'courses'],
      ['change', 'courses'],
      ['create', 'courses'],
      ['blocked', 'courses'],
    ]);
    expect(lines[2]).toContain('"course_code: ""Alg"" -> ""Alg1""",courses.csv,2,');
  });

  it('is not there for an import that was not planned, and for one that there is not', async () => {
    const { sis_imports } = (await (await server.get(path)).json()) as { sis_imports: SisImport[] };
    for (const id of [sis_imports[1]?.id, 99_999, 'x']) {
      for (const end of ['plan', 'plan.csv']) {
        const response = await server.get(`${path}/${id}/${end}`);
        expect([response.status, await response.json()]).toMatchObject([404, { code: 'unknown_record' }]);
      }
    }
  });

  it('is for those who may import', async () => {
    const account = { root_account_id: 1, id: 1 };
    const may = await server.makeAdmin(account, { import_sis: true });
    const may_not = await server.makeAdmin(account, { manage_terms: true });
    for (const end of ['plan', 'plan.csv']) {
      const statuses = [may, may_not, other.token, null].map(async (token) => {
        const response = await server.get(`${path}/${dry.id}/${end}`, token);
        await response.text();
        return response.status;
      });
      expect(await Promise.all(statuses)).toEqual([200, 403, 403, 401]);
    }
  });
});
