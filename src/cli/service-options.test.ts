import { Command } from 'commander';
import { expect, test } from 'vitest';
import { declareServiceOptions, readServiceOptions, type ServiceOptions } from './service-options.ts';

/** What a service is started with, after these arguments in this environment. */
function read(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = declareServiceOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  command.parse([...args], { from: 'user' });
  return readServiceOptions(command.opts<ServiceOptions>(), env);
}

test('a number that nobody gives is left to the server', () => {
  expect(read([])).toEqual({ log_level: 'info', webhook_networks: [] });
});

test('days of retention and the delay of starts come from options, and else from the environment', () => {
  const env = { ROLLCALL_RETENTION_DAYS: '90', ROLLCALL_START_DELAY: '300' };
  expect(read([], env)).toMatchObject({ retention_days: 90, start_delay_seconds: 300 });
  expect(read(['--retention-days', '7', '--start-delay', '0'], env)).toMatchObject({
    retention_days: 7,
    start_delay_seconds: 0,
  });
});

test('a number that makes no sense is refused by its name', () => {
  expect(() => read([], { ROLLCALL_START_DELAY: 'soon' })).toThrow(/^ROLLCALL_START_DELAY: /);
  expect(() => read([], { ROLLCALL_RETENTION_DAYS: '0' })).toThrow(/^ROLLCALL_RETENTION_DAYS: /);
  expect(() => read(['--start-delay', '-1'])).toThrow(/--start-delay/);
});
