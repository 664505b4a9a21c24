import { type AccountSettings, accountSettingParameters, rootAccountSettings } from '../api/index.ts';
import type { AccountRow } from '../db/index.ts';
import { LimitFault, parseHoldLimits, renderHoldLimits } from '../engine/index.ts';
import { ApiError } from './errors.ts';
import { groupParameter, isTrue, type ParameterRecord, type ParameterValue } from './parameters.ts';

const names = Object.keys(accountSettingParameters);

type Asked = Pick<AccountRow, 'parent_account_id'>;

/** The switches that a request sets, by name; null: sent blank, so that the account no longer has the switch. */
export function readSettings(
  group: ParameterRecord,
  account: Asked,
): Readonly<Record<string, boolean | string | null>> {
  const sent = groupParameter(group, 'settings') ?? {};
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => [name, readOne(name, value, account)]),
  );
}

function readOne(
  setting: string,
  sent: ParameterValue,
  { parent_account_id }: Asked,
): boolean | string | null {
  // Canvas passes over what it does not know. Whoever sets a switch that does nothing should hear of it.
  if (!names.includes(setting)) {
    throw new ApiError('unknown_setting', { params: { setting, values: names.join(', ') } });
  }
  if (parent_account_id !== null && rootAccountSettings.includes(setting)) {
    throw new ApiError('setting_of_root_account', { params: { setting } });
  }
  const wrapped = typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? sent : { value: sent };
  if (isTrue(wrapped.locked)) throw new ApiError('locked_setting', { params: { setting } });
  const { value = null } = wrapped;
  if (value === null || value === '') return null;
  return setting === 'hold_limits' ? readLimits(String(value)) : isTrue(value);
}

function readLimits(text: string): string | null {
  try {
    return renderHoldLimits(parseHoldLimits(text)) || null;
  } catch (error) {
    if (!(error instanceof LimitFault)) throw error;
    throw new ApiError('invalid_hold_limit', { params: { value: error.message } });
  }
}

/** The switches of an account as the API shows them. */
export function presentSettings({ settings, parent_account_id }: AccountRow): AccountSettings {
  const ofRoot = (value: boolean) => (parent_account_id === null ? value : null);
  return {
    allow_sis_import: ofRoot(settings.allow_sis_import !== false),
    differentiation_tags:
      typeof settings.differentiation_tags === 'boolean' ? settings.differentiation_tags : null,
    elementary: settings.elementary === true,
    hold: ofRoot(settings.hold === true),
    hold_limits:
      parent_account_id === null && typeof settings.hold_limits === 'string' ? settings.hold_limits : null,
    institutional_tags: ofRoot(settings.institutional_tags === true),
    personal_pronouns: ofRoot(settings.personal_pronouns === true),
    temporary_enrollments: ofRoot(settings.temporary_enrollments === true),
  };
}
