import { describe, expect, it } from 'vitest';
import { ApiError } from './errors.ts';
import { timeZoneField } from './time-zone-field.ts';

const read = (value: string) => timeZoneField({ zone: value }, 'zone');

describe('timeZoneField', () => {
  it.each([
    ['America/Denver', 'America/Denver'],
    ['Asia/Kolkata', 'Asia/Kolkata'],
    ['Etc/UTC', 'Etc/UTC'],
    ['Mountain Time (US & Canada)', 'America/Denver'],
    ["Nuku'alofa", 'Pacific/Tongatapu'],
    ['Hong Kong', 'Asia/Hong_Kong'],
    ['UTC', 'Etc/UTC'],
  ])('reads %s as %s', (name, zone) => {
    expect(read(name)).toBe(zone);
  });

  it('tells a blank one from one that was not sent', () => {
    expect(read(' ')).toBeNull();
    expect(timeZoneField({}, 'zone')).toBeUndefined();
  });

  it.each(['Mars/Olympus', '+02:00', 'constructor', 'America/'])('refuses %s', (name) => {
    expect(() => read(name)).toThrow(ApiError);
  });
});
