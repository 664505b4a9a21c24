import type { LoginFault } from '../check/index.ts';
import type { Found } from './found.ts';

export { type LoginFault, loginIdFault, passwordFault, userTypeFault } from '../check/index.ts';

/** What is wrong when another live login of the provider has the `login_id`; `own_id` is the login's own id. */
export function takenLoginFault(
  login_id: string,
  provider_id: number | null,
  own_id: number | undefined,
  found: Found,
): LoginFault | null {
  const isTaken = found.all('pseudonyms', 'by_unique_id', login_id).some((other) => {
    return (
      other.id !== own_id &&
      other.workflow_state !== 'deleted' &&
      other.authentication_provider_id === provider_id
    );
  });
  return isTaken ? { field: 'unique_id', fault: 'taken', reason: 'the login_id is in use' } : null;
}
