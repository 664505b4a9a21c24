import type { RosterRecord } from '../../db/index.ts';
import type { Plan } from '../plan.ts';

type Channel = RosterRecord<'communication_channels'>;

export { isAddress } from '../../check/index.ts';

/**
 * The e-mail channel that a login remembers after a row with this address. Each login has at most one address that
 * imports set; the ones that people added themselves stay.
 */
export function planEmail(
  user_id: number,
  email: string,
  remembered_id: number | null,
  state: 'active' | 'unconfirmed' | 'retired',
  plan: Plan,
): number {
  const all = plan.found.all('communication_channels', 'by_user', user_id);
  const channels = all.length === 0 ? all : all.filter((channel) => channel.path_type === 'email');
  const remembered = channels.find((channel) => channel.id === remembered_id);
  const path = email.toLowerCase();
  const isSame = (channel: Channel) => channel.path.toLowerCase() === path;
  const known =
    channels.find((channel) => isSame(channel) && channel.workflow_state !== 'retired') ??
    channels.find(isSame);
  if (known) {
    plan.update('communication_channels', known, { path: email, workflow_state: reached(known, state) });
    if (remembered && remembered.id !== known.id) {
      plan.update('communication_channels', remembered, { workflow_state: 'retired' });
    }
    return known.id;
  }
  if (remembered) {
    plan.update('communication_channels', remembered, {
      path: email,
      workflow_state: state,
      bounce_count: 0,
    });
    return remembered.id;
  }
  return plan.create('communication_channels', {
    user_id,
    path: email,
    path_type: 'email',
    workflow_state: state,
    position: channels.length + 1,
    bounce_count: 0,
  }).id;
}

/** Retires the address of a person whose login a row deletes. */
export function retireEmail(user_id: number, email: string, plan: Plan): void {
  for (const channel of plan.found.all('communication_channels', 'by_user', user_id)) {
    if (channel.path.toLowerCase() === email.toLowerCase()) {
      plan.update('communication_channels', channel, { workflow_state: 'retired' });
    }
  }
}

// An address that waits for its owner's confirmation goes on waiting until an import sets it as active.
function reached(known: Channel, state: 'active' | 'unconfirmed' | 'retired'): string {
  return known.workflow_state === 'active' && state === 'unconfirmed' ? 'active' : state;
}
