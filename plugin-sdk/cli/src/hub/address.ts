import { CommandError } from '../command-error.ts';

export const isLoopback = (hostname: string): boolean =>
  /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname) || hostname.endsWith('.localhost');

/** The origin of a hub, from what people paste: with or without a path of ours behind it. Plain http is for this machine alone. */
export function hubOrigin(said: string): string {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(said) ? said : `https://${said}`;
  const wrong = () => new CommandError('USAGE', 'error.hub-address', { address: said });
  if (!URL.canParse(text)) throw wrong();
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username !== '' || url.hostname === '') throw wrong();
  if (!/^\/(graphql\/?)?$/.test(url.pathname) || url.search !== '' || url.hash !== '') throw wrong();
  assertSecure(url);
  return url.origin;
}

/** Tokens go nowhere in the clear. */
export function assertSecure(url: URL): void {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return;
  throw new CommandError('INSECURE_ADDRESS', 'error.insecure-address', { address: url.href });
}
