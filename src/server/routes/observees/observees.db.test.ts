import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { LinkedUser } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
beforeAll(async () => {
  server = await createApiServer({ limits: { failed_sign_ins_per_minute: 4 } });
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  roster = await openRosterFactory(server.database.pool, tenant.id);
});
afterAll(() => server.close());

let run = 0;
/** A parent and a child of their own for each case. */
let parent: number;
let child: number;
let child_login: number;
/** What the SIS ids of this case's people end in. */
let tag: string;
beforeEach(async () => {
  run += 1;
  tag = `.${run}`;
  parent = (await roster.user(`Parent${tag}`)).user_id;
  ({ user_id: child, login_id: child_login } = await roster.user(`Child${tag}`));
});

async function ask(method: string, path: string, body?: unknown, token: string | null = tenant.token) {
  const response = await server.send(method, `/api/v1${path}`, body, token);
  return [response.status, (await response.json()) as LinkedUser] as const;
}
const link = (token?: string | null) => ask('PUT', `/users/${parent}/observees/${child}`, undefined, token);
const unlink = (token?: string | null) =>
  ask('DELETE', `/users/${parent}/observees/${child}`, undefined, token);
const names = async (path: string, token?: string) => {
  const [status, list] = await ask('GET', path, undefined, token);
  expect(status).toBe(200);
  return (list as unknown as LinkedUser[]).map(({ name }) => name);
};
const enrollmentsOf = async (user_id: number) => {
  const { rows } = await server.database.pool.query(
    `select type, associated_user_id, course_section_id, workflow_state from enrollments
     where user_id = $1 order by id`,
    [user_id],
  );
  return rows;
};
const unknown = [404, { errors: [{ message: 'The observee does not exist.' }], code: 'unknown_record' }];

describe('PUT users/:user_id/observees/:observee_id', () => {
  it('links the two and enrolls the observer beside the student, again when asked again', async () => {
    const section = await roster.section(await roster.course());
    const over = await roster.section(await roster.course());
    const taught = await roster.section(await roster.course());
    await roster.enrollment(child, section, { workflow_state: 'invited' });
    await roster.enrollment(child, over, { workflow_state: 'completed' });
    await roster.enrollment(child, taught, { type: 'TeacherEnrollment' });
    const beside = {
      type: 'ObserverEnrollment',
      associated_user_id: child,
      course_section_id: section,
      workflow_state: 'invited',
    };
    expect(await link()).toStrictEqual([
      200,
      {
        id: child,
        name: `Child${tag}`,
        created_at: expect.any(String),
        sortable_name: `Child${tag}`,
        short_name: `Child${tag}`,
        sis_user_id: `Child${tag}`,
        integration_id: null,
        sis_import_id: null,
        login_id: `Child${tag}`,
        locale: null,
        effective_locale: 'en',
        observation_link_root_account_ids: [tenant.id],
      },
    ]);
    expect(await enrollmentsOf(parent)).toEqual([beside]);
    await server.database.pool.query(`update enrollments set workflow_state = 'deleted' where user_id = $1`, [
      parent,
    ]);
    expect((await link())[0]).toBe(200);
    expect(await enrollmentsOf(parent)).toEqual([beside]);
    const links = await server.database.pool.query(
      'select workflow_state, sis_import_id from user_observers where observer_id = $1',
      [parent],
    );
    expect(links.rows).toEqual([{ workflow_state: 'active', sis_import_id: null }]);
  });

  it('revives a link that was ended', async () => {
    await link();
    await unlink();
    await link();
    expect(await names(`/users/${parent}/observees`)).toEqual([`Child${tag}`]);
  });

  it('takes SIS ids, also in hex', async () => {
    const hex = Buffer.from(`Child${tag}`).toString('hex');
    for (const observee of [`sis_user_id:Child%2E${run}`, `hex:sis_user_id:${hex}`]) {
      const [status, user] = await ask('PUT', `/users/sis_user_id:Parent${tag}/observees/${observee}`);
      expect([status, user.id]).toEqual([200, child]);
    }
  });

  it('needs two people with a live login each', async () => {
    const refusal = (attribute: string) => [
      400,
      {
        errors: { [attribute]: [{ attribute, type: 'invalid', message: expect.any(String) }] },
        code: 'invalid_field',
      },
    ];
    expect(await ask('PUT', `/users/${child}/observees/${child}`)).toEqual(refusal('observee_id'));
    const without = await roster.person('Without');
    expect(await ask('PUT', `/users/${parent}/observees/${without}`)).toEqual(refusal('observee_id'));
    expect(await ask('PUT', `/users/${without}/observees/${child}`)).toEqual(refusal('user_id'));
    await server.database.pool.query(`update pseudonyms set workflow_state = 'deleted' where id = $1`, [
      child_login,
    ]);
    expect(await link()).toEqual(refusal('observee_id'));
  });

  it('links within one root account', async () => {
    const school = await server.makeTenant(`Other${tag}`);
    const other = await openRosterFactory(server.database.pool, school.id);
    const { user_id } = await other.user('U1');
    const nobody = await ask('PUT', `/users/${parent}/observees/777`);
    expect(nobody[0]).toBe(404);
    expect(await ask('PUT', `/users/${parent}/observees/${user_id}`)).toEqual(nobody);
    const at = (root_account_id: unknown) =>
      ask('PUT', `/users/${parent}/observees/${child}`, { root_account_id });
    expect((await at(school.id))[0]).toBe(404);
    for (const own of [tenant.id, 'self', 'all']) expect((await at(own))[0]).toBe(200);
  });

  it('is for those who may manage logins', async () => {
    const own = await server.makeTokenOf(tenant.id, parent);
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    const other = await server.makeTenant(`Stranger${tag}`);
    for (const token of [own, reader, other.token]) expect((await link(token))[0]).toBe(403);
    expect((await link(null))[0]).toBe(401);
    const manager = await server.makeAdmin(tenant, { manage_user_logins: true });
    const [status, user] = await link(manager);
    expect([status, 'sis_user_id' in user]).toEqual([200, false]);
  });
});

describe('DELETE users/:user_id/observees/:observee_id', () => {
  it('ends the link with all enrollments to observe the student', async () => {
    const section = await roster.section(await roster.course());
    await roster.enrollment(child, section);
    await link();
    const other = await roster.section(await roster.course());
    await roster.enrollment(parent, other, { type: 'ObserverEnrollment', associated_user_id: child });
    await roster.enrollment(parent, section, { type: 'TaEnrollment' });
    expect((await unlink())[1]).toMatchObject({ id: child, observation_link_root_account_ids: [tenant.id] });
    expect(await enrollmentsOf(parent)).toMatchObject([
      { type: 'ObserverEnrollment', workflow_state: 'deleted' },
      { type: 'ObserverEnrollment', workflow_state: 'deleted' },
      { type: 'TaEnrollment', workflow_state: 'active' },
    ]);
    expect(await enrollmentsOf(child)).toMatchObject([{ workflow_state: 'active' }]);
    expect(await unlink()).toEqual(unknown);
    expect(await names(`/users/${parent}/observees`)).toEqual([]);
  });

  it('is for those who may manage logins', async () => {
    await link();
    const own = await server.makeTokenOf(tenant.id, parent);
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    for (const token of [own, reader]) expect((await unlink(token))[0]).toBe(403);
    expect((await unlink(null))[0]).toBe(401);
    expect((await unlink(await server.makeAdmin(tenant, { manage_user_logins: true })))[0]).toBe(200);
  });
});

describe('GET observees and observers', () => {
  it('lists both ends of live links, by sortable names, in pages', async () => {
    const second = await roster.user(`A second child${tag}`);
    const gone = await roster.user(`Gone${tag}`);
    await link();
    await ask('PUT', `/users/${parent}/observees/${second.user_id}`);
    await roster.observer(parent, gone.user_id, { workflow_state: 'deleted' });
    expect(await names(`/users/${parent}/observees`)).toEqual([`A second child${tag}`, `Child${tag}`]);
    expect(await names(`/users/${parent}/observees?per_page=1&page=2`)).toEqual([`Child${tag}`]);
    const response = await server.get(`/api/v1/users/${parent}/observees?per_page=1`, tenant.token);
    expect(response.headers.get('link')).toContain('page=2&per_page=1>; rel="next"');
    expect(await names(`/users/sis_user_id:Child${tag}/observers`)).toEqual([`Parent${tag}`]);
    expect(await names(`/users/${parent}/observers`)).toEqual([]);
    await roster.email(child, 'child@lakeside.example');
    const [, list] = await ask('GET', `/users/${parent}/observees?include[]=email&include[]=avatar_url`);
    expect((list as unknown as LinkedUser[])[1]).toMatchObject({
      email: 'child@lakeside.example',
      observation_link_root_account_ids: [tenant.id],
    });
  });

  it('shows one who is observed', async () => {
    await link();
    const path = `/users/${parent}/observees`;
    expect(await ask('GET', `${path}/${child}`)).toMatchObject([200, { id: child }]);
    expect((await ask('GET', `${path}/sis_user_id:Child%2E${run}`))[0]).toBe(200);
    expect(await ask('GET', `${path}/${parent}`)).toEqual(unknown);
    expect((await ask('GET', `${path}/${child}?root_account_id=777`))[0]).toBe(404);
  });

  it('shows everybody their own, without what is for admins', async () => {
    await link();
    const own = await server.makeTokenOf(tenant.id, parent);
    expect(await names('/users/self/observees', own)).toEqual([`Child${tag}`]);
    const [status, user] = await ask('GET', `/users/self/observees/${child}`, undefined, own);
    expect([status, user.id]).toEqual([200, child]);
    for (const key of ['login_id', 'email', 'sis_user_id']) expect(user).not.toHaveProperty(key);
    expect(await names('/users/self/observers', await server.makeTokenOf(tenant.id, child))).toEqual([
      `Parent${tag}`,
    ]);
    const other = await server.makeTenant(`Nobody${tag}`);
    for (const path of [
      `/users/${child}/observees`,
      `/users/${child}/observers`,
      `/users/${child}/observees/1`,
    ]) {
      expect((await ask('GET', path, undefined, own))[0]).toBe(403);
      expect((await ask('GET', path, undefined, other.token))[0]).toBe(403);
      expect((await ask('GET', path, undefined, null))[0]).toBe(401);
    }
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    expect(await names(`/users/${parent}/observees`, reader)).toEqual([`Child${tag}`]);
  });
});

describe('POST users/:user_id/observees', () => {
  const add = (observee: unknown, token?: string | null, who: number | string = parent) =>
    ask('POST', `/users/${who}/observees`, { observee }, token);
  const setPassword = (password: string) =>
    ask('PUT', `/accounts/${tenant.id}/logins/${child_login}`, { login: { password } });
  const wrong = [
    422,
    { errors: [{ message: 'Nobody has this login with this password.' }], code: 'unknown_observee' },
  ];

  it('links a person with whom they know login and password of', async () => {
    await setPassword('  sesame, open  ');
    const section = await roster.section(await roster.course());
    await roster.enrollment(child, section);
    const own = await server.makeTokenOf(tenant.id, parent);
    const unique_id = `cHILD${tag}`;
    expect(await add({ unique_id, password: 'sesame, open' }, own, 'self')).toEqual(wrong);
    expect((await add({ unique_id, password: '  sesame, open  ' }, own, 'self'))[1].id).toBe(child);
    expect(await enrollmentsOf(parent)).toMatchObject([{ associated_user_id: child }]);
  });

  it('takes an SSHA password of an import until the person has chosen one', async () => {
    const hash = createHash('sha1').update('sesame of SIS').update('salt').digest();
    await server.database.pool.query(
      'update pseudonyms set sis_ssha = $1, password_by_import = true where id = $2',
      [`{SSHA}${Buffer.concat([hash, Buffer.from('salt')]).toString('base64')}`, child_login],
    );
    const observee = { unique_id: `Child${tag}`, password: 'sesame of SIS' };
    expect((await add(observee))[0]).toBe(200);
    await setPassword('sesame of mine');
    expect((await add(observee))[0]).toBe(422);
    expect((await add({ ...observee, password: 'sesame of mine' }))[0]).toBe(200);
  });

  it.each([
    [undefined, 'missing_group'],
    [{ password: 'x' }, 'blank_field'],
    [{ unique_id: 'x' }, 'blank_field'],
  ])('refuses %j', async (observee, code) => {
    expect(await add(observee)).toMatchObject([400, { code }]);
  });

  it('knows no pairing codes', async () => {
    expect(await ask('POST', `/users/${parent}/observees`, { pairing_code: 'abc123' })).toEqual([
      422,
      { errors: [{ message: 'The pairing code is not valid.' }], code: 'unknown_pairing_code' },
    ]);
  });

  it('is for oneself and for those who may manage logins', async () => {
    const observee = { unique_id: `Child${tag}`, password: 'sesame, open' };
    const own = await server.makeTokenOf(tenant.id, child);
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    for (const token of [own, reader]) expect((await add(observee, token))[0]).toBe(403);
    expect((await add(observee, null))[0]).toBe(401);
  });

  it('does not let passwords of suspended logins pass, nor guess for long', async () => {
    await setPassword('sesame, open');
    const observee = { unique_id: `Child${tag}`, password: 'sesame, open' };
    await ask('PUT', `/users/${child}`, { user: { event: 'suspend' } });
    const answers = [];
    for (let guess = 0; guess < 6; guess++) {
      const response = await server.send(
        'POST',
        `/api/v1/users/${parent}/observees`,
        { observee },
        tenant.token,
      );
      answers.push(response.status);
    }
    expect(answers.slice(-2)).toEqual([429, 429]);
    expect(answers).not.toContain(200);
  });
});
