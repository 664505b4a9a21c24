import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import { planEmail } from '../importers/user-email.ts';
import { changedNames, type NameChange, nameOf, sortableNameOf } from '../importers/user-names.ts';
import type { LoginFault } from '../login-faults.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { changeLogin, createLogin, lookUpHolders, type NewLogin } from './login.ts';

type Person = RosterRecord<'users'>;
type Login = RosterRecord<'pseudonyms'>;

/** An address to reach a person at. */
export interface NewChannel {
  readonly path_type: 'email' | 'sms';
  readonly path: string;
  readonly workflow_state: 'active' | 'unconfirmed';
}

/** A person who is to be made, with the first login. */
export interface NewPerson {
  /** The name is the login where none is given. */
  readonly names: NameChange;
  readonly workflow_state: 'registered' | 'pre_registered';
  readonly login: NewLogin;
  readonly channel: NewChannel | null;
  /** Revive the deleted login with the SIS id instead, if there is one. */
  readonly revive: boolean;
}

/** What a person may say of somebody; what is left out stays as it is. */
export interface PersonFields {
  readonly names: NameChange;
  /** Without effect where personal pronouns are switched off. */
  readonly pronouns?: string | null;
  /** The address that is to be the first from now on. */
  readonly email?: string;
  /** The state of every live login. */
  readonly logins?: 'active' | 'suspended';
}

/** Plans a person with a login, or revives a deleted one; hands out the person's id, or what is in the way. */
export async function planPerson(
  roster: RosterEdit,
  wanted: NewPerson,
): Promise<{ readonly id: number } | { readonly fault: LoginFault }> {
  const { plan, found } = roster;
  await lookUpHolders(roster, wanted.login);
  const holder = found.one('pseudonyms', 'by_sis_id', wanted.login.sis_id ?? null);
  const person =
    wanted.revive && holder?.workflow_state === 'deleted'
      ? await reviveLogin(roster, holder, wanted)
      : await makePerson(roster, wanted);
  if ('fault' in person) return { fault: person };
  if (wanted.channel !== null) addChannel(person.id, wanted.channel, plan);
  return { id: person.id };
}

async function makePerson(roster: RosterEdit, wanted: NewPerson): Promise<Person | LoginFault> {
  const { plan, found } = roster;
  const { names, login } = wanted;
  await roster.reserve({ users: 1, pseudonyms: 1, communication_channels: 1 });
  const cells = {
    full_name: names.name ?? null,
    first_name: null,
    last_name: null,
    sortable_name: names.sortable_name ?? null,
    short_name: names.short_name ?? null,
  };
  const name = nameOf(cells, null, login.unique_id);
  const person = plan.create('users', {
    name,
    sortable_name: sortableNameOf(cells, name, null),
    short_name: cells.short_name,
    pronouns: null,
    workflow_state: wanted.workflow_state,
    stuck_fields: '',
  });
  found.assumeNone('communication_channels', 'by_user', person.id);
  const made = createLogin(roster, person.id, login);
  return 'fault' in made ? made.fault : person;
}

async function reviveLogin(
  roster: RosterEdit,
  login: Login,
  wanted: NewPerson,
): Promise<Person | LoginFault> {
  const { plan, found } = roster;
  const { user_id } = login;
  await roster.reserve({ communication_channels: 1 });
  await roster.lookUp((want) => {
    want('users', 'by_id', user_id);
    want('communication_channels', 'by_user', user_id);
  });
  const person = found.byId('users', user_id);
  if (person === undefined) throw new Error(`login ${login.id} belongs to unknown person ${user_id}`);
  const fault = changeLogin(roster, login, { ...wanted.login, workflow_state: 'active' });
  if (fault !== null) return fault;
  const workflow_state = person.workflow_state === 'deleted' ? 'registered' : person.workflow_state;
  return plan.update('users', person, { ...changedNames(wanted.names, person), workflow_state });
}

function addChannel(user_id: number, { path_type, path, workflow_state }: NewChannel, plan: Plan): void {
  if (path_type === 'email') {
    planEmail(user_id, path, null, workflow_state, plan);
    return;
  }
  const position = plan.found.all('communication_channels', 'by_user', user_id).length + 1;
  plan.create('communication_channels', {
    user_id,
    path,
    path_type,
    workflow_state,
    position,
    bounce_count: 0,
  });
}

/** Plans new values of a living person and the state of their logins; 'gone' when there is no such person. */
export async function planPersonChange(
  roster: RosterEdit,
  user_id: number,
  { names, pronouns, email, logins }: PersonFields,
): Promise<'gone' | null> {
  const { plan, found } = roster;
  await roster.lookUp((want) => {
    want('users', 'by_id', user_id);
    if (logins !== undefined) want('pseudonyms', 'by_user', user_id);
    if (email !== undefined) want('communication_channels', 'by_user', user_id);
  });
  const person = found.byId('users', user_id);
  if (person === undefined || person.workflow_state === 'deleted') return 'gone';
  const takes_pronouns = pronouns !== undefined && plan.options.personal_pronouns;
  // A sortable name does not follow a name that stays because it sticks.
  const { name, ...others } = names;
  const keeps_name = name === undefined || isStuck('users', person, 'name', plan.options);
  const change = keeps_name ? others : { ...others, name };
  plan.update('users', person, { ...changedNames(change, person), ...(takes_pronouns ? { pronouns } : {}) });
  if (logins !== undefined) {
    for (const login of liveLogins(user_id, plan)) {
      plan.update('pseudonyms', login, { workflow_state: logins });
    }
  }
  if (email !== undefined) {
    await roster.reserve({ communication_channels: 1 });
    putFirst(planEmail(user_id, email, null, 'active', plan), user_id, plan);
  }
  return null;
}

function liveLogins(user_id: number, plan: Plan): readonly Login[] {
  return plan.found
    .all('pseudonyms', 'by_user', user_id)
    .filter((login) => login.workflow_state !== 'deleted');
}

/** Numbers a person's addresses anew, so that one is the first. */
function putFirst(channel_id: number, user_id: number, plan: Plan): void {
  const channels = [...plan.found.all('communication_channels', 'by_user', user_id)].sort((a, b) => {
    if (a.id === channel_id || b.id === channel_id) return a.id === channel_id ? -1 : 1;
    return a.position - b.position || a.id - b.id;
  });
  for (const [at, channel] of channels.entries()) {
    plan.update('communication_channels', channel, { position: at + 1 });
  }
}

/** Plans that a person leaves the root account: all logins become deleted, and what hangs on the person goes. */
export async function planPersonRemoval(roster: RosterEdit, user_id: number): Promise<void> {
  const { plan } = roster;
  await roster.lookUp((want) => want('pseudonyms', 'by_user', user_id));
  for (const login of liveLogins(user_id, plan)) {
    plan.update('pseudonyms', login, { workflow_state: 'deleted' });
  }
  plan.also('remove_person', user_id);
}
