import type { AccountSettings, Client } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { type ConnectionOptions, openConnection } from '../open-connection.ts';
import { renderTable } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';

export interface SettingsCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly json: boolean;
}

/** A switch and what it shall be: `true`, `false`, or blank to give it up; limits are a text. */
type Assignment = readonly [name: string, value: string];

/** Reads `elementary=true`. */
function readAssignment(text: string): Assignment {
  const [, name, value = ''] =
    /^([a-z_]+)=(true|false|)$/.exec(text) ?? /^(hold_limits)=(.*)$/s.exec(text) ?? [];
  if (name !== undefined) return [name, value];
  throw new CommandError(
    `"${text}" sets nothing: say <setting>=true, <setting>=false or <setting>= to give it up.`,
  );
}

function checkNames(assignments: readonly Assignment[], settings: AccountSettings): void {
  const unknown = assignments.find(([name]) => !Object.hasOwn(settings, name));
  if (unknown === undefined) return;
  const names = Object.keys(settings).join(', ');
  throw new CommandError(`There is no setting ${unknown[0]}; the settings are ${names}.`, exitStatus.failed);
}

async function change(
  client: Client,
  account_id: string,
  assignments: readonly Assignment[],
  options: { readonly signal: AbortSignal },
): Promise<AccountSettings> {
  const before = await client.showAccountSettings({ account_id }, options);
  if (assignments.length === 0) return before;
  // The client sends what it knows, so that a misspelt setting would be lost on the way.
  checkNames(assignments, before);
  await client.updateAccount(
    { id: account_id, account: { settings: Object.fromEntries(assignments) } },
    options,
  );
  return client.showAccountSettings({ account_id }, options);
}

/** Sets switches of an account, if any are given, shows all of them, and returns the exit status. */
export async function runSettings(
  texts: readonly string[],
  { json, ...options }: SettingsCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const assignments = texts.map(readAssignment);
  const signal = surroundings.listenForInterrupt();
  const { client, account_id, close } = await openConnection(
    { ...options, quiet: json, only: 'requests' },
    surroundings,
  );
  try {
    signal.throwIfAborted();
    const settings = await change(client, account_id, assignments, { signal });
    const rows = Object.entries(settings).map(([name, value]) => [name, String(value ?? '-')]);
    const shown = json ? JSON.stringify(settings) : renderTable(rows, 'left').join('\n');
    surroundings.stdout.write(`${shown}\n`);
    return exitStatus.done;
  } finally {
    await close();
  }
}
