import { account } from '../../../format/index.ts';
import { commonColumns, defineSource, statusCell } from '../define-source.ts';
import { accountOf, isWanted } from '../resolve.ts';
import { orgTypes } from '../settings.ts';

/** orgs.csv: schools and departments are accounts; the district is the root account. */
export const orgs = defineSource({
  name: 'orgs',
  columns: {
    ...commonColumns,
    name: { required: 'live' },
    type: { required: 'always', values: orgTypes },
    identifier: {
      lost: ({ account_id }) =>
        account_id === 'identifier' ? null : 'An account has one SIS ID, and that is the sourcedId.',
    },
    parentSourcedId: {},
  },
  parent: 'parentSourcedId',
  holds: ({ orgs }) => orgs,
  take(row, scope) {
    const { sourcedId = null, identifier = null, parentSourcedId = null, type } = row.values;
    const { roster, settings } = scope;
    if (sourcedId === null) return false;
    const account_id = settings.account_id === 'identifier' ? identifier : sourcedId;
    roster.orgs.set(sourcedId, { type: type ?? '', parent: parentSourcedId, account_id });
    if (settings.root_orgs.includes(sourcedId) || settings.root_org_types.includes(type ?? '')) {
      scope.lose(row, `orgs of the type ${type}: the root account stands for them`);
      return false;
    }
    if (!isWanted([sourcedId], scope)) {
      scope.lose(row, 'orgs that the setting "orgs" leaves out');
      return false;
    }
    if (account_id === null) scope.complain(row, 'identifier', 'it is blank, and accounts are named by it');
    return account_id !== null;
  },
  targets: [
    {
      to: account,
      cells: ({ account_id }) => ({
        account_id: account_id === 'identifier' ? 'identifier' : 'sourcedId',
        parent_account_id: (row, scope) => accountOf(row, 'parentSourcedId', scope),
        name: 'name',
        status: statusCell('active'),
      }),
    },
  ],
});
