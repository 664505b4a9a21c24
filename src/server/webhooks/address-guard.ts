import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Says which addresses the server may send to. */
export interface AddressGuard {
  permits(address: string): boolean;
  /** Looks names up like the system, and knows only permitted addresses: what is connected to is what was judged. */
  readonly lookup: LookupFunction;
}

/** A name or address leads nowhere that may be reached. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  readonly code = 'ADDRESS_REFUSED';

  constructor() {
    super('its address is not public');
  }
}

// What the registries of IANA give a special meaning: this host and network, private networks, loopback,
// link-local, documentation, benchmarks, relays, multicast, reserved.
const SPECIAL_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
// Public IPv6 addresses are in here, but for those that follow: special ones, documentation, and 6to4, which leads
// to an IPv4 address.
const PUBLIC_IPV6 = ['2000::/3'];
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];
// An IPv4 address in the clothes of IPv6: as sockets show them, and as gateways translate them.
const EMBEDDED_IPV4 = ['::ffff:0:0/96', '64:ff9b::/96'];

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) addNetwork(list, network);
  return list;
}

function addNetwork(list: BlockList, network: string): void {
  const [address = '', length] = network.split('/');
  const family = isIP(address);
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : -1;
  if (family === 0 || prefix < 0 || prefix > bits || network.split('/').length > 2)
    throw new TypeError(`${network} is no network; one looks like 10.1.0.0/16 or fd00::/8.`);
  list.addSubnet(address, prefix, family === 4 ? 'ipv4' : 'ipv6');
}

const special_ipv4 = blockListOf(SPECIAL_IPV4);
const public_ipv6 = blockListOf(PUBLIC_IPV6);
const special_ipv6 = blockListOf(SPECIAL_IPV6);
const embedded_ipv4 = blockListOf(EMBEDDED_IPV4);

/** The IPv4 address in the last 32 bits. */
function embeddedAddress(address: string): string {
  // The URL parser writes every form of an IPv6 address in one: without dots, the longest run of zeros left out.
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group || '0', 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !special_ipv4.check(address, 'ipv4');
    case 6:
      if (embedded_ipv4.check(address, 'ipv6')) return isPublic(embeddedAddress(address));
      return public_ipv6.check(address, 'ipv6') && !special_ipv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/**
 * Makes a guard that permits public addresses, and those in the networks besides, each like `10.1.0.0/16`.
 * @throws TypeError for what is no network.
 */
export function createAddressGuard(networks: readonly string[]): AddressGuard {
  const besides = blockListOf(networks);
  const permits = (given: string): boolean => {
    const address = given.replace(/%.*$/, '');
    const family = isIP(address);
    if (family === 0) return false;
    return besides.check(address, family === 4 ? 'ipv4' : 'ipv6') || isPublic(address);
  };
  return {
    permits,
    lookup: (hostname, options, callback) => {
      lookup(hostname, { ...options, all: true }, (error, found) => {
        if (error) return callback(error, '');
        const permitted = found.filter(({ address }) => permits(address));
        const [first] = permitted;
        if (first === undefined) return callback(new AddressRefused(), '');
        if (options.all) return callback(null, permitted);
        callback(null, first.address, first.family);
      });
    },
  };
}
