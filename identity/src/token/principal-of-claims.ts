import { isPurpose, type Principal } from '@citygraph/contract';
import type { JWTPayload } from 'jose';

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];

/** What an access token of the realm, or the sign-on for it, says about its bearer. An app may know them as somebody else (`sub`) than we do. */
export function principalOfClaims(claims: JWTPayload): Principal {
  const access = claims.realm_access as { roles?: unknown } | undefined;
  return {
    subject: text(claims.citygraph_subject) ?? text(claims.sub),
    resident: text(claims.citygraph_resident),
    agency: text(claims.citygraph_agency),
    divisionPrefix: text(claims.citygraph_division),
    roles: texts(access?.roles),
    scopes: (text(claims.scope) ?? '').split(' ').filter(Boolean),
    app: text(claims.azp),
    appPurposes: texts(claims.citygraph_purposes).filter(isPurpose),
  };
}
