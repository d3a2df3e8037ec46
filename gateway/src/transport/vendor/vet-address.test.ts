import { describe, expect, it } from '@jest/globals';
import { type AddressRefusal, isLoopback, vetAddress } from './vet-address.ts';

const PUBLIC = [
  '8.8.8.8',
  '1.1.1.1',
  '99.255.255.255',
  '172.15.0.1',
  '172.32.0.1',
  '192.167.1.1',
  '223.255.255.254',
].concat(['2606:4700:4700::1111', '2a00:1450:4001:81b::200e', '2400:3200::1', '2001:4860:4860::8888']);

const REFUSED: Readonly<Record<AddressRefusal, readonly string[]>> = {
  'not-an-address': [
    ...['', 'localhost', '127.1', '0x7f000001', '2130706433', '0177.0.0.1', '127.0.0.1.', ' 127.0.0.1', '1.2.3.4/8'],
    ...['fe80::1%eth0', '::1%1', '[::1]', '8.8.8.8%0', '256.1.1.1', ':::', '12345::'],
  ],
  'not-public': [
    ...[
      '0.0.0.0',
      '0.1.2.3',
      '10.0.0.1',
      '10.255.255.255',
      '100.64.0.1',
      '100.127.255.255',
      '127.0.0.1',
      '127.255.0.9',
    ],
    ...['169.254.1.1', '172.16.0.1', '172.31.255.255', '192.0.0.1', '192.0.2.1', '192.88.99.1', '192.168.0.1'],
    ...['192.31.196.1', '192.52.193.1', '192.175.48.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1'],
    ...['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fc00::1', 'fd12:3456::1', 'fe80::1', 'fec0::1', 'ff02::1', '100::1', '2001:db8::1', '3fff::1'],
    ...['2001:2::1', '2001:10::1', '2001:20::1', '2001:30::1', '5f00::1', '4000::1', '8000::1', 'e000::1', '1::1'],
  ],
  'embeds-ipv4': [
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::ffff:a9fe:a9fe', '0:0:0:0:0:ffff:10.0.0.1'],
    ...['::127.0.0.1', '::7f00:1', '::8.8.8.8', '::ffff:0:127.0.0.1', '::ffff:0:808:808'],
    ...['64:ff9b::7f00:1', '64:ff9b::8.8.8.8', '64:ff9b:1::a00:1', '64:ff9b:1:ffff::8.8.8.8'],
    ...['2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:808:808::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001::1'],
    ...['2606:4700::5efe:7f00:1', '2606:4700::200:5efe:10.0.0.1', 'fe80::5efe:192.168.0.1'],
  ],
  'cloud-metadata': [
    ...['169.254.169.254', '169.254.170.2', '169.254.0.23', '100.100.100.200', '168.63.129.16', '192.0.0.192'],
    ...['fd00:ec2::254', 'fd00:0ec2:0:0:0:0:0:254', 'fd20:ce::254', 'FD00:EC2::23'],
  ],
  'own-address': ['11.22.33.44', '2a01:4f8::1', '2a01:4f8:0:0:0:0:0:1', '2a0a:bcde:64:1::8.8.8.8'],
};
const OWN = ['11.22.33.44', '2a01:4f8::1', '2a0a:bcde:64::/48'];

describe('an address', () => {
  it.each(PUBLIC)('%s is public and may be dialled', (address) => {
    expect(vetAddress(address, OWN)).toBeNull();
  });

  for (const [reason, addresses] of Object.entries(REFUSED)) {
    it.each(addresses)(`%p is refused as ${reason}`, (address) => {
      expect(vetAddress(address, OWN)).toBe(reason);
    });
  }

  it('is public again when it is not the hub’s', () => {
    expect(REFUSED['own-address'].map((address) => vetAddress(address))).toEqual([null, null, null, null]);
  });

  it.each([
    ['127.0.0.1', true],
    ['127.9.9.9', true],
    ['::1', true],
    ['::ffff:127.0.0.1', false],
    ['10.0.0.1', false],
    ['localhost', false],
  ])('%s is this machine: %p', (address, expected) => {
    expect(isLoopback(address)).toBe(expected);
  });
});
