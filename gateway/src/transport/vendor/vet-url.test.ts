import { describe, expect, it } from '@jest/globals';
import { URL_REFUSALS, type UrlRefusal, vetUrl } from './vet-url.ts';

const RULES = {
  loopback: ['127.0.0.1:4101', 'localhost:4102', '[::1]:4103', '127.0.0.1:4000'],
  hub: { addresses: ['11.22.33.44'], hosts: ['hub.city.example'], ports: [4000, 4400] },
};

const ALLOWED = [
  'https://vendor.example/graphql',
  'https://vendor.example:443/graphql',
  'https://vendor.example:8443/graphql?tenant=a',
  'https://a.b.c.vendor.co.uk/',
  'https://bücher.example/',
  'https://xn--bcher-kva.example/',
  'https://8.8.8.8/graphql',
  'https://[2606:4700:4700::1111]/graphql',
  'https://134744072/', // 8.8.8.8, and vetted as such
  'HTTPS://VENDOR.EXAMPLE/GraphQL',
];

/** 127.0.0.1, as many ways as a URL can say it. */
const LOOPBACK_SPELLINGS = [
  ...['127.0.0.1', '127.1', '127.0.1', '127.0.0.1.', '2130706433', '2130706433.', '0x7f000001', '0X7F000001'],
  ...['0x7f.0x0.0x0.0x1', '0x7f.1', '017700000001', '0177.0.0.1', '0177.0.0.01', '00177.1', '127.0x1', '0x7F.0.1'],
  ...['127.000.000.001', '%31%32%37.0.0.1', '%3127.1', '127%2e0%2e0%2e1', '127。0。0。1', '127.0.0.1'],
  ...[
    '①②⑦.⓪.⓪.①',
    '127.0.0.0x',
    '１２７.０.０.１',
    '127．0．0．1',
    '0x7f。1',
    '127｡1',
    '𝟏𝟐𝟕.𝟎.𝟎.𝟏',
    '𝟙𝟚𝟟.1',
    '127.255.255.254',
    '127.1.1',
  ],
  ...['[::1]', '[0:0:0:0:0:0:0:1]', '[::0001]', '[0000::1]', '[::0:1]'],
];

const PRIVATE_SPELLINGS = [
  ...['10.1', '0xa000001', '012.0.0.1', '10.0.0.1', '167772161', '192.168.1', '0xc0a80001', '3232235521', '172.16.1'],
  ...['0', '0.0.0.0', '0x0', '00', '[::]', '169.254.169.254', '2852039166', '0xa9fea9fe', '0251.0376.0251.0376'],
  ...['0xa9.0xfe.0xa9.0xfe', '169.254.43518', '169.16689662', '169。254。169。254', '①⑥⑨.254.①⑥⑨.254', '168.63.129.16'],
  ...['0xa83f8110', '100.100.100.200', '1684300136', '192.0.0.192', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]'],
  ...['[::127.0.0.1]', '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b:1::10.0.0.1]', '[2002:7f00:1::]'],
  ...['[2001:0:0:0:0:0:80ff:fffe]', '[fd00:ec2::254]', '[FD00:0EC2::0254]', '[fe80::1]', '[fc00::1]', '[ff02::1]'],
  ...['[2001:db8::1]', '[2606:4700::5efe:10.0.0.1]', '255.255.255.255', '4294967295', '224.0.0.1', '198.18.0.1'],
];

const REFUSED: Readonly<Record<UrlRefusal, readonly string[]>> = {
  address: [...LOOPBACK_SPELLINGS, ...PRIVATE_SPELLINGS].map((host) => `https://${host}/`),
  'not-a-url': [
    ...[
      '',
      'vendor.example',
      '//vendor.example/',
      'https:vendor.example',
      'https:/vendor.example',
      'https:///x.example',
    ],
    ...['https://', 'https://[fe80::1%25eth0]/', 'https://[fe80::1%eth0]/', 'https://256.1.1.1/', 'https://1.2.3.4.5/'],
    ...['https://0x100000000/', 'https://ven dor.example/', 'https://vendor.example\\@evil.example/'],
    ...[
      'https:\\\\vendor.example\\',
      'ht\ntps://vendor.example/',
      ' https://vendor.example/',
      'https://vendor.example/\u202e',
    ],
    ...[
      'https://vendor.example:99999/',
      'https://vendor.example:0x1bb/',
      `https://vendor.example/${'x'.repeat(2_048)}`,
    ],
    ...['https://vendor.example\u0000/', 'https://a.4/', 'https://vendor.example%00/'],
  ],
  'not-https': [
    ...['http://vendor.example/', 'http://8.8.8.8/', 'ftp://vendor.example/', 'file://vendor.example/etc/passwd'],
    ...['ws://vendor.example/', 'gopher://vendor.example:6379/', 'unix://vendor.example/run/docker.sock'],
  ],
  credentials: ['https://a@vendor.example/', 'https://a:b@vendor.example/', 'https://8.8.8.8@127.0.0.1/'],
  fragment: ['https://vendor.example/#x', 'https://vendor.example/#'],
  port: [
    'https://vendor.example:80/',
    'https://vendor.example:22/',
    'https://vendor.example:1023/',
    'https://a.example:0/',
  ],
  'host-name': [
    ...[
      'https://vendor/',
      'https://com/',
      'https://vendor.example./',
      'https://a..example/',
      'https://-a.example/',
      'https://xn--/',
    ],
    ...[`https://${'a'.repeat(64)}.example/`, `https://${'a.'.repeat(130)}example/`, 'https://a*b.example/'],
  ],
  'private-name': [
    ...[
      'https://localhost/',
      'https://LOCALHOST:4101/',
      'https://a.localhost/',
      'https://printer.local/',
      'https://a.svc/',
    ],
    ...['https://registry.default.svc.cluster.local/', 'https://metadata.google.internal/', 'https://wiki.corp/'],
    ...[
      'https://router.home.arpa/',
      'https://ｌｏｃａｌｈｏｓｔ/',
      'https://nas.lan/',
      'https://x.onion/',
      'https://db.consul/',
    ],
    ...['http://localhost:4101/'],
  ],
  'own-listener': [
    ...[
      'https://hub.city.example/graphql',
      'https://11.22.33.44/',
      'https://185999660/',
      'http://127.0.0.1:4000/graphql',
    ],
    ...['http://127.0.0.2:4000/', 'http://localhost:4400/', 'https://[::1]:4000/', 'http://2130706433:4000/'],
  ],
};

describe('a URL of a vendor', () => {
  it.each(ALLOWED)('%s may be used', (text) => {
    expect(vetUrl(text, RULES)).toEqual({ url: new URL(text), isLoopback: false });
  });

  for (const [reason, texts] of Object.entries(REFUSED)) {
    it.each(texts)(`%p is refused: ${reason}`, (text) => {
      expect(vetUrl(text, RULES)).toBe(reason);
    });
  }

  it('is tried in at least eighty spellings of addresses', () => {
    expect(new Set(REFUSED.address).size).toBeGreaterThanOrEqual(80);
  });

  it.each([
    'http://127.0.0.1:4101/graphql',
    'https://127.0.0.1:4101/graphql',
    'http://localhost:4102/graphql',
    'http://[::1]:4103/graphql',
    'http://2130706433:4101/',
  ])('%s was registered by the operator', (text) => {
    expect(vetUrl(text, RULES)).toMatchObject({ isLoopback: true });
  });

  it.each(['http://127.0.0.1:4102/', 'http://localhost:4101/', 'http://127.0.0.2:4101/', 'ftp://127.0.0.1:4101/'])(
    '%s was not',
    (text) => {
      expect(typeof vetUrl(text, RULES)).toBe('string');
    },
  );

  it('is refused in words', () => {
    expect(Object.keys(URL_REFUSALS).sort()).toEqual(Object.keys(REFUSED).sort());
  });
});
