import { ANONYMOUS, CityGraphError, nearest, type Principal, PURPOSES, StartError } from '@citygraph/contract';

/** People of the local city by handle, as the hub's demo users are called, with what their tokens say beside being a resident. */
const PEOPLE: Readonly<Record<string, { readonly agency?: string; readonly roles?: readonly string[] }>> = {
  resident: {},
  parent: {},
  farmer: {},
  'shop-owner': {},
  doctor: { agency: '12220100MB1C20012L', roles: ['doctor'] },
  'approval-officer': { agency: '11220100MB1C10017F', roles: ['officer'] },
  'civil-affairs-officer': { agency: '11220100MB1C101566', roles: ['officer'] },
  lender: { agency: '91220100MA1C30014B', roles: ['lender'] },
  'duty-officer': { agency: '11220100MB1C10711L', roles: ['officer'] },
  admin: { agency: '11220100MB1C10017F', roles: ['officer', 'administrator'] },
  'vendor-satellite': { roles: ['vendor'] },
  'vendor-iov': { roles: ['vendor'] },
  'app-developer': {},
};

/** Handles that `as` takes. */
export const CALLERS: readonly string[] = ['anonymous', ...Object.keys(PEOPLE)];

/** Who asks: a handle of `CALLERS`, or what their token would say; what is left out is a resident's. */
export type Caller = string | Partial<Principal>;

/** The city's own app: what it may see is the caller's rights alone. */
export const LOCAL_APP = 'citygraph-local';

/**
 * @param residentAt key of the made-up resident of a number
 * @throws StartError that lists the handles
 */
export function principalOf(caller: Caller, residentAt: (at: number) => string | null): Principal {
  if (typeof caller !== 'string') {
    const isNobody = caller.subject === null;
    return isNobody ? { ...ANONYMOUS, ...caller } : { ...principalOf('resident', residentAt), ...caller };
  }
  if (caller === 'anonymous') return ANONYMOUS;
  const at = Object.keys(PEOPLE).indexOf(caller);
  const person = PEOPLE[caller];
  if (!person || at < 0) {
    const close = nearest(caller, CALLERS);
    throw new StartError(
      `Nobody is called ${caller}.${close ? ` Did you mean ${close}?` : ''} Callers are ${CALLERS.join(', ')}.`,
    );
  }
  return {
    subject: `local-${caller}`,
    resident: residentAt(at),
    agency: person.agency ?? null,
    divisionPrefix: null,
    roles: ['resident', ...(person.roles ?? [])],
    scopes: ['openid'],
    app: LOCAL_APP,
    appPurposes: PURPOSES,
  };
}

/** What a local caller sends as its bearer token. It is worth something on this hub alone, which holds made-up data. */
export function tokenOf(principal: Principal): string {
  return Buffer.from(JSON.stringify(principal)).toString('base64url');
}

/** A handle or a `tokenOf`, from `Authorization`; rejects with UNAUTHENTICATED. */
export async function principalOfToken(
  authorization: string | undefined,
  residentAt: (at: number) => string | null,
): Promise<Principal> {
  if (!authorization) return ANONYMOUS;
  const token = authorization.replace(/^Bearer\s+/i, '');
  try {
    if (CALLERS.includes(token)) return principalOf(token, residentAt);
    const said: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (typeof said === 'object' && said !== null) return { ...ANONYMOUS, ...said };
  } catch {
    // It is none of ours.
  }
  throw new CityGraphError(
    'UNAUTHENTICATED',
    `This local hub knows callers by handle: send Authorization: Bearer with ${CALLERS.join(', ')}.`,
  );
}
