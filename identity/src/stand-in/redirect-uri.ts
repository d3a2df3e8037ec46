const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether an app's redirect patterns, in Keycloak's form (exact, or a prefix that ends with `*`), allow an address. Only addresses
 * written as a URL parser writes them count, without user info or fragment, so that no two parsers can disagree about the host. On
 * loopback the port is the app's (RFC 8252 §7.3).
 */
export function redirectAllowed(patterns: readonly string[], address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const canonical = url.href === address || url.href === `${address}/`;
  if (!canonical || url.username || url.password || address.includes('#')) return false;
  const forms = [url.href];
  if (LOOPBACK.has(url.hostname)) {
    url.port = '';
    forms.push(url.href);
  }
  return patterns.some((pattern) =>
    pattern.endsWith('*')
      ? forms.some((form) => form.startsWith(pattern.slice(0, -1)))
      : forms.includes(pattern) || forms.includes(`${pattern}/`),
  );
}
