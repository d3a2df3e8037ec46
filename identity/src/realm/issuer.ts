import { StartError } from '@citygraph/contract';

/** The address of a realm, as tokens spell it in `iss`; a sentence when it is none. */
export function parseIssuer(issuer: string): URL {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (url && /^https?:$/.test(url.protocol) && /^(\/.*)?\/realms\/[^/]+$/.test(url.pathname) && url.href === issuer) {
    return url;
  }
  throw new StartError(
    `The issuer "${issuer}" is not usable: give an address like https://sign-on.example/realms/citygraph, with no slash at its end.`,
  );
}
