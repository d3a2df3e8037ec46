import type { Principal } from '@citygraph/contract';

/** Who asks, as far as budgets go. */
export interface Spender {
  readonly principal: Principal;
  /** Of the socket. */
  readonly address: string;
  readonly forwardedFor: string | undefined;
}

/** Under what name somebody's share of what all have is counted: who is signed in by their subject, everybody else by the address. */
export const accountOf = (spender: Spender, trustedProxies: number): string =>
  spender.principal.subject ?? addressOf(spender, trustedProxies);

/** An address as one account; behind proxies of ours, the one that the first of them saw. */
export function addressOf(
  { address, forwardedFor }: Pick<Spender, 'address' | 'forwardedFor'>,
  trustedProxies: number,
): string {
  const said = (forwardedFor ?? '').split(',').map((part) => part.trim());
  const seen = trustedProxies > 0 ? (said.at(-trustedProxies) ?? '') : '';
  const plain = (seen || address).replace(/^::ffff:(?=\d+\.)/i, '');
  if (!plain.includes(':')) return plain;
  const [head = '', tail = ''] = plain.split('::');
  const groups = head.split(':').filter(Boolean);
  const rest = tail.split(':').filter(Boolean);
  const whole = plain.includes('::')
    ? [...groups, ...Array(Math.max(0, 8 - groups.length - rest.length)).fill('0'), ...rest]
    : groups;
  return `${whole
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}
