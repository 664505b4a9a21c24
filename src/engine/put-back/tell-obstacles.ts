import type { Obstacle } from '../../db/index.ts';
import { draftMessage, type MessageDraft } from '../../format/index.ts';
import { nouns } from './nouns.ts';

/** An object in the way of an undo, as the Progress tells of it. */
export interface ToldObstacle {
  /** `course`, `section`, `enrollment` ... */
  readonly kind: string;
  readonly id: number;
  readonly sis_id: string | null;
  readonly reason: Obstacle['reason'];
  /** In words. */
  readonly text: string;
}

const other_nouns: Readonly<Record<string, string>> = { roles: 'role', access_tokens: 'access token' };

const nounOf = (table: string): string =>
  (nouns as Readonly<Record<string, string>>)[table] ?? other_nouns[table] ?? table;

function reasonOf({ reason, sis_import_id, user_id, by }: Obstacle): string {
  const other = by === null ? 'another object' : `the ${nounOf(by.table)} ${by.sis_id ?? by.id}`;
  switch (reason) {
    case 'changed':
      if (sis_import_id !== null) return `it has been changed since by import ${sis_import_id}`;
      return `it has been changed since by ${user_id === null ? 'somebody' : `person ${user_id}`}`;
    case 'needed':
      return `${other} needs it`;
    case 'taken':
      return `${other} has its id or its name now`;
    case 'used':
      return `${other} has been put into it since`;
  }
}

export function tellObstacle(obstacle: Obstacle): ToldObstacle {
  const { table, id, sis_id, reason } = obstacle;
  return { kind: nounOf(table), id, sis_id, reason, text: reasonOf(obstacle) };
}

/** The same as a message of the import. */
export function messageOfObstacle(obstacle: Obstacle): MessageDraft {
  const { kind, id, sis_id, text } = tellObstacle(obstacle);
  return draftMessage('undo.row_failed', { kind, id: sis_id ?? String(id), reason: text });
}
