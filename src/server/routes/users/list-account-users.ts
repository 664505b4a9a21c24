import { endpoints, type UserDetails } from '../../../api/index.ts';
import { listAccountUserIds } from '../../../db/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import { baseTypeOf } from '../../base-types.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { wordParameter } from '../../words.ts';
import { readPeopleFilter, searchPeople } from './people-filter.ts';
import { presentPeople } from './present-people.ts';

const declared = endpoints.listAccountUsers.parameters;
const includable = ['email', 'last_login', 'time_zone', 'uuid'];

/** Lists the people of an account: of a root account those with a login, below it those enrolled or in charge there. */
export async function listAccountUsers(call: Call): Promise<readonly UserDetails[]> {
  const { account, rights } = await openAccount(call);
  const { root_account_id } = account;
  const page = readPage(call.parameters);
  const type = wordParameter(call.parameters, 'enrollment_type', declared.enrollment_type.values);
  const filter = {
    ...readPeopleFilter(call.parameters, rights),
    enrollment_types: type === null ? [] : [baseTypeOf(type)],
  };
  const include = new Set(
    listParameter(call.parameters, 'include').filter((key) => includable.includes(key)),
  );
  const ids = await searchPeople(filter, page, (chosen, part) =>
    listAccountUserIds(call.context.database.pool, account, chosen, part),
  );
  const shown = sendPage(call.request, call.reply, page, ids);
  return presentPeople(call, { root_account_id, rights }, shown, include);
}
