import type { Endpoint, Parameter, Parameters } from '../../src/api/index.ts';
import type { FilledTenant } from './filled-tenant.ts';

/** A declared parameter and the names that lead to it: `account[name]` is `['account', 'name']`. */
export interface DeclaredParameter {
  readonly names: readonly string[];
  readonly declared: Parameter;
}

/** Every parameter of an endpoint, groups and their members alike. */
export function parametersOf(endpoint: Endpoint): readonly DeclaredParameter[] {
  const walk = (parameters: Parameters, above: readonly string[]): readonly DeclaredParameter[] =>
    Object.entries(parameters).flatMap(([name, declared]) => {
      const names = [...above, name];
      const members = declared.kind === 'group' ? walk(declared.members, names) : [];
      return [{ names, declared }, ...members];
    });
  return walk(endpoint.parameters, []);
}

/** A copy of a JSON body in which the names lead to the value. */
export function withValue(
  body: Readonly<Record<string, unknown>>,
  [name = '', ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  if (rest.length === 0) return { ...body, [name]: value };
  const group = body[name];
  const members = typeof group === 'object' && group !== null ? (group as Record<string, unknown>) : {};
  return { ...body, [name]: withValue(members, rest, value) };
}

/** A value as a query: `a[b]=1`, and `a[]=1&a[]=2` for a list. */
export function asQuery([name = '', ...rest]: readonly string[], value: unknown): string {
  const whole = `${name}${rest.map((each) => `[${each}]`).join('')}`;
  const texts = Array.isArray(value) ? value : [value];
  const key = encodeURIComponent(Array.isArray(value) ? `${whole}[]` : whole);
  return texts.map((text) => `${key}=${encodeURIComponent(String(text))}`).join('&');
}

let made = 0;

/** The least that a call of the endpoint says, so that it does something with the tenant's objects. */
export function leastBody({ name }: Endpoint, objects: FilledTenant): Readonly<Record<string, unknown>> {
  made += 1;
  const unique = `new ${made}`;
  const enrollment = { user_id: objects.users, type: 'TeacherEnrollment' };
  const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
    createRootAccount: { account: { name: unique } },
    createSubAccount: { account: { name: unique } },
    updateAccount: { account: { name: unique } },
    createTerm: { enrollment_term: { name: unique } },
    updateTerm: { enrollment_term: { name: unique } },
    createAdmin: { user_id: objects.observees, role_id: objects.account_roles },
    createRole: { label: unique },
    createCourse: { course: { name: unique } },
    updateCourse: { course: { name: unique } },
    updateCourses: { course_ids: [objects.courses], event: 'offer' },
    deleteCourse: { event: 'conclude' },
    createSection: { course_section: { name: unique } },
    updateSection: { course_section: { name: unique } },
    createCourseEnrollment: { enrollment },
    createSectionEnrollment: { enrollment },
    createAccountGroupCategory: { name: unique },
    createCourseGroupCategory: { name: unique },
    updateGroupCategory: { name: unique },
    createGroup: { name: unique },
    createCategoryGroup: { name: unique },
    updateGroup: { name: unique },
    createGroupMembership: { user_id: objects.observees },
    updateGroupMembership: { moderator: true },
    updateGroupUser: { moderator: true },
    createUser: { pseudonym: { unique_id: unique } },
    updateUser: { user: { name: unique } },
    createLogin: { user: { id: objects.users }, login: { unique_id: unique } },
    updateLogin: { login: { password: 'a new password' } },
    addObserveeWithCredentials: { observee: { unique_id: unique, password: 'wrong' } },
  };
  return bodies[name] ?? {};
}
