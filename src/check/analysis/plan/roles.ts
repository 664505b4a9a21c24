/** The roles of a new server by their numbers there: five for courses, one for accounts. */
const names = [
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
  'ObserverEnrollment',
] as const;

const observer_role = 5;
const admin_role = 6;

const words: Readonly<Record<string, number>> = { teacher: 2, ta: 3, designer: 4, observer: observer_role };

const known = new Map<string | null, number>();

/** The number of the course role that a row names, 0 for one that a new server does not have. */
export function courseRole(role_id: string | null, role: string | null): number {
  if (role_id !== null && /^[1-5]$/.test(role_id)) return Number(role_id);
  const found = known.get(role);
  if (found !== undefined) return found;
  const number = readRole(role);
  // Roles repeat; made-up ones must not fill the memory.
  if (known.size < 1000) known.set(role, number);
  return number;
}

function readRole(role: string | null): number {
  if (role === null) return 0;
  const named = (names as readonly string[]).indexOf(role) + 1;
  if (named > 0) return named;
  const word = role.toLowerCase();
  if (word.startsWith('student')) return 1;
  return Object.hasOwn(words, word) ? (words[word] ?? 0) : 0;
}

export function isObserver(role: number): boolean {
  return role === observer_role;
}

/** Whether a row names the one account role of a new server. */
export function isAccountRole(role_id: string | null, role: string | null): boolean {
  return role_id === String(admin_role) || role === 'AccountAdmin';
}
