import { hash } from 'node:crypto';
import { ANONYMOUS, CityGraphError, type Principal } from '@citygraph/contract';
import type { PolicyInForce } from './bundle/policy-in-force.ts';

/**
 * Who asks when `CityGraph-App-Key` says which app it is: nobody, of that app. A key gives no person's rights, so it changes nothing for somebody who is signed in; it must be their
 * own app's.
 */
export function withAppKey(
  principal: Principal,
  key: string | undefined,
  policy: PolicyInForce | null,
  now: number,
): Principal {
  if (key === undefined || key === '') return principal;
  const known = policy?.keyOf(hash('sha256', key, 'hex')) ?? null;
  if (known === null) {
    throw new CityGraphError('UNAUTHENTICATED', 'The CityGraph-App-Key is not known: it was mistyped or taken back.');
  }
  if (!known.isLiving(now)) {
    throw new CityGraphError('UNAUTHENTICATED', 'The CityGraph-App-Key has ended: make a new one in the marketplace.');
  }
  if (principal.subject === null && principal.app === null) return ofApp(known.app);
  if (principal.app === known.app) return principal;
  throw new CityGraphError(
    'FORBIDDEN',
    'The CityGraph-App-Key is of another app than the access token: send one of them.',
  );
}

/** One object for each app: what is remembered of a principal is remembered by it. */
const anonymous = new Map<string, Principal>();

function ofApp(app: string): Principal {
  let principal = anonymous.get(app);
  if (!principal) {
    principal = Object.freeze({ ...ANONYMOUS, app });
    anonymous.set(app, principal);
  }
  return principal;
}
