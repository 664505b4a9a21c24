import { describe, expect, it } from 'vitest';
import { createAddressGuard } from './address-guard.ts';

const refused = [
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '100.127.255.255',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.0.2.1',
  '192.168.1.1',
  '198.18.0.1',
  '198.51.100.7',
  '203.0.113.9',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  'fe80::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd12:3456::1',
  'ff02::1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  '2002:808:808::',
  '3fff::1',
  '64:ff9b:1::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:0a00:0001',
  '64:ff9b::7f00:1',
  '64:ff9b::169.254.169.254',
  'localhost',
  '',
  '1.2.3',
  '0x7f.1',
  '2130706433',
];
const permitted = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.167.0.1',
  '223.255.255.254',
  '2606:4700::1111',
  '2a00:1450:4001::200e',
  '::ffff:8.8.8.8',
  '64:ff9b::8.8.8.8',
];

describe('without further networks', () => {
  const guard = createAddressGuard([]);
  it.each(refused)('%s is refused', (address) => expect(guard.permits(address)).toBe(false));
  it.each(permitted)('%s is permitted', (address) => expect(guard.permits(address)).toBe(true));
});

describe('the networks that the operator names', () => {
  it('are permitted too, and nothing else', () => {
    const guard = createAddressGuard(['127.0.0.0/8', '10.1.0.0/16', 'fd00::/8', '192.168.3.4']);
    for (const address of [
      '127.0.0.1',
      '10.1.255.1',
      'fd12::1',
      '192.168.3.4',
      '::ffff:127.0.0.1',
      '8.8.8.8',
    ])
      expect(guard.permits(address), address).toBe(true);
    for (const address of ['10.2.0.1', '::1', 'fe80::1', '192.168.3.5', '169.254.169.254'])
      expect(guard.permits(address), address).toBe(false);
  });

  it.each([
    '',
    '10.1.0.0/33',
    '10.1.0/16',
    'fd00::/129',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    'example.com',
    '10.0.0.0/-1',
  ])('%j is none', (network) => {
    expect(() => createAddressGuard([network])).toThrow(`${network} is no network`);
  });
});

describe('looking names up', () => {
  const find = (networks: readonly string[], all: boolean) =>
    new Promise((resolve) =>
      createAddressGuard(networks).lookup('localhost', { all, family: 4 }, (error, address, family) =>
        resolve(error === null ? [address, family] : error.message),
      ),
    );

  it('finds no address that may not be reached', async () => {
    expect(await find([], true)).toBe('its address is not public');
    expect(await find([], false)).toBe('its address is not public');
  });

  it('finds the others, one or all', async () => {
    expect(await find(['127.0.0.0/8'], false)).toEqual(['127.0.0.1', 4]);
    expect(await find(['127.0.0.0/8'], true)).toEqual([[{ address: '127.0.0.1', family: 4 }], undefined]);
  });
});
