import { userObserver } from '../../../format/index.ts';
import { defineSource, listOf, type Scope, type SourceRow, statusCell } from '../define-source.ts';
import { userOf } from '../resolve.ts';
import { users } from './users.ts';

/** The person that an agent is, as a row of its own, so that complaints name the one id. */
const agentOf = (row: SourceRow, agent: string): SourceRow => ({
  ...row,
  values: { agentSourcedIds: agent },
});

/** Observer and student of a row and one of its agents; null where they are none. */
function pairOf(row: SourceRow, agent: string, scope: Scope): { observer: string; student: string } | null {
  const { roster, lose } = scope;
  const own = roster.people.get(row.values.sourcedId ?? '');
  const other = roster.people.get(agent);
  if (!own?.user_id || own.deleted || other?.deleted) return null;
  const watches = own.is_observer && !own.is_student;
  const fits = watches ? (other?.is_student ?? true) : own.is_student && (other?.is_observer ?? true);
  if (!fits) {
    lose(row, 'agents, other than guardians, parents and relatives of students');
    return null;
  }
  const other_id = userOf(agentOf(row, agent), 'agentSourcedIds', scope);
  if (other_id === null) return null;
  return watches
    ? { observer: own.user_id, student: other_id }
    : { observer: other_id, student: own.user_id };
}

/** users.csv once more, for who watches whom: people may name those who come after them. */
export const agents = defineSource({
  name: 'users',
  again: true,
  columns: users.columns,
  take: ({ deleted, values }) => !deleted && (values.agentSourcedIds ?? null) !== null,
  targets: [
    {
      to: userObserver,
      spread(row, scope) {
        return listOf(row.values.agentSourcedIds).flatMap((agent) => {
          const pair = pairOf(row, agent, scope);
          if (pair === null) return [];
          // Most vendors name each pair on both sides.
          const key = JSON.stringify(pair);
          if (scope.roster.observed.has(key)) return [];
          scope.roster.observed.add(key);
          return { ...row, values: pair };
        });
      },
      cells: () => ({ observer_id: 'observer', student_id: 'student', status: statusCell('active') }),
    },
  ],
});
