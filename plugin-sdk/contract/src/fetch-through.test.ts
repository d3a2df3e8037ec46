import { expect, it } from '@jest/globals';
import { proxyTo } from './fetch-through.ts';

const HTTPS_PROXY = 'http://ada:secret@proxy.example:3128';
const used = { address: 'http://proxy.example:3128', from: 'HTTPS_PROXY' };

it.each([
  ['https://hub.example', '', used],
  ['http://hub.example', '', null],
  ['https://127.0.0.1:4000', '', null],
  ['https://[::1]:4000', '', null],
  ['https://hub.example', 'hub.example', null],
  ['https://a.hub.example', 'other.example, .hub.example', null],
  ['https://hub.example', '*.hub.example', used],
  ['https://a.hub.example', '*.hub.example', null],
  ['https://myhub.example', 'hub.example', used],
  ['https://hub.example:8443', 'hub.example:443', used],
  ['https://HUB.example.', 'hub.EXAMPLE:443', null],
  ['https://hub.example', '*', null],
  ['no address', '', null],
])('%s goes, with NO_PROXY %p, through %p', (url, NO_PROXY, proxy) => {
  expect(proxyTo(url, { HTTPS_PROXY, NO_PROXY })).toEqual(proxy);
});

it('names what names the proxy, as it is written there', () => {
  const address = 'http://proxy.example:3128';
  expect(proxyTo('https://hub.example', { http_proxy: 'proxy.example:3128' })).toEqual({ address, from: 'http_proxy' });
});
