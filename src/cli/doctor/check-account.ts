import { renderForeign } from '../render.ts';
import { doubt, type Finding, fault, well } from './finding.ts';
import { type Ask, memberOf, type Probe } from './probe.ts';

const isRefusal = (status: number) => status === 401 || status === 403;

/** Whether the account is there and of the kind that takes imports. */
export async function checkAccount(ask: Ask, account: string): Promise<Finding> {
  const { status, body } = await ask(`accounts/${encodeURIComponent(account)}`);
  if (status === 404) {
    const advice = 'Set account to self, or to the id or sis_account_id:... of the root account.';
    return fault('account', `There is no account ${account}, or the token does not show it.`, advice);
  }
  if (status !== 200) {
    const advice = 'Give the owner of the token an admin role in the root account.';
    return fault('account', `The account ${account} cannot be seen (${status}).`, advice);
  }
  const name = renderForeign(String(memberOf(body, 'name') ?? account));
  const parent = memberOf(body, 'parent_account_id') ?? memberOf(body, 'root_account_id') ?? null;
  if (parent === null) return well('account', `${name} is a root account.`);
  const root = String(memberOf(body, 'root_account_id') ?? 'self');
  return fault(
    'account',
    `${name} is a sub-account; imports go to root accounts.`,
    `Set account to ${root} or self.`,
  );
}

/** `{"errors": ["..."]}`: of the account; `{"errors": [{...}]}`: of the caller. */
function isAboutAccount({ body }: Probe): boolean {
  const errors = memberOf(body, 'errors');
  return Array.isArray(errors) && typeof errors[0] === 'string';
}

/** Whether the account takes imports at all. */
export function checkEnabled(list: Probe): Finding | null {
  if (list.status === 403 && isAboutAccount(list)) {
    const advice = 'Have SIS imports switched on in the settings of the root account (allow_sis_import).';
    return fault('SIS imports', 'SIS imports are switched off for this account.', advice);
  }
  return list.status === 200 ? well('SIS imports', 'SIS imports are switched on.') : null;
}

/**
 * Whether the token may import. Canvas: batch mode without a term is refused with 400 before anything is made, but after
 * the permission is looked at; so it tells without a trace where no list of permissions does.
 */
async function mayImport(ask: Ask, account: string): Promise<boolean | null> {
  const path = `accounts/${encodeURIComponent(account)}`;
  const listed = await ask(`${path}/permissions?permissions[]=import_sis`);
  const said = memberOf(listed.body, 'import_sis');
  if (listed.status === 200 && typeof said === 'boolean') return said;
  const body = new FormData();
  body.append('batch_mode', 'true');
  body.append('attachment', new Blob(['user_id\n'], { type: 'text/csv' }), 'doctor.csv');
  const { status } = await ask(`${path}/sis_imports`, { method: 'POST', body });
  if (isRefusal(status)) return false;
  return status === 400 ? true : null;
}

/** Whether the owner of the token may do what the commands do. */
export async function checkPermissions(ask: Ask, account: string, list: Probe): Promise<readonly Finding[]> {
  const role = 'in a role of the owner of the token, in the root account';
  const found: Finding[] = [];
  if (isRefusal(list.status) && !isAboutAccount(list)) {
    found.push(fault('permissions', 'The token may not see imports.', `Permit "SIS Data: import" ${role}.`));
  } else if (list.status === 200) {
    const may = await mayImport(ask, account);
    if (may === false) {
      found.push(
        fault(
          'permissions',
          'The token may see imports, but not make any.',
          `Permit "SIS Data: import" ${role}.`,
        ),
      );
    } else if (may === null) {
      const advice = 'Try a small import.';
      found.push(
        doubt('permissions', 'The token may see imports; whether it may make any cannot be told.', advice),
      );
    } else found.push(well('permissions', 'The token may import.'));
  }
  const reports = await ask(`accounts/${encodeURIComponent(account)}/reports`);
  if (reports.status === 200) found.push(well('reports', 'The token may run reports.'));
  else {
    const text = 'The token may not run reports; checks and plans against this server need one.';
    found.push(doubt('reports', text, `Permit "Reports: manage" ${role}, if you want those.`));
  }
  return found;
}
