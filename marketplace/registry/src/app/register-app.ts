import { CityGraphError, type ErrorCode, parseUscc, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { isAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { isOfGrantee } from '../data-grant/data-grant.rules.ts';
import { plainLine } from '../plain-text.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { App } from './app.entity.ts';

const limit = z.int().min(1).max(10_000_000).nullable();

const Registration = z
  .strictObject({
    clientId: z
      .string()
      .regex(/^[a-z][a-z0-9-]{2,78}$/, 'give the client id as sign-on has it: small letters, digits, hyphens'),
    name: plainLine(2, 120),
    organisationUscc: z.string().length(18).nullable(),
    documentsOnly: z.boolean().nullable(),
    requestsPerMinute: limit,
    costPerMinute: limit,
    withoutLimits: z.boolean(),
  })
  .refine(({ requestsPerMinute, costPerMinute }) => (requestsPerMinute === null) === (costPerMinute === null), {
    path: ['costPerMinute'],
    message: 'give both limits, or neither',
  })
  .refine(({ requestsPerMinute, withoutLimits }) => !withoutLimits || requestsPerMinute === null, {
    path: ['withoutLimits'],
    message: 'give limits, or take them away',
  });

/** Apps that one organisation registers by itself; more is an administrator's act. */
export const MOST_APPS = 20;

type Registered = z.output<typeof Registration>;

/**
 * Registers an app or changes what is known of it: what is null stays as it is, and is the hub's usual of a new one. With an organisation it is a third party's and gets what is granted, nothing else; whose it is never changes, or grants
 * would go to somebody who was not given them. Its organisation's own people do it as administrators do, within `assertOwn` (ADR 17). Answers its client id.
 */
export async function registerApp(
  em: EntityManager,
  viewer: Viewer,
  registration: z.input<typeof Registration>,
  now: Date,
): Promise<string> {
  const isTheirs = !isAdministrator(viewer);
  if (isTheirs && viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
  const input = validate(Registration, registration);
  if (input.organisationUscc !== null) parseUscc(input.organisationUscc);
  if (isTheirs) assertOwn(viewer, input);
  const { clientId, organisationUscc } = input;
  await transact(em, async (inner) => {
    // Holds them before anything is read: of two changes at once, the second is one of what the first left, and counts it.
    const held = isTheirs ? { $or: [{ clientId }, { organisationUscc }] } : { clientId };
    await inner.nativeUpdate(App, held, { name: raw('name') as never });
    const known = await inner.findOne(App, { clientId }, { disableIdentityMap: true });
    if (known && known.organisationUscc !== organisationUscc) {
      throw wrong(
        'CONFLICT',
        'organisation',
        `${clientId} is ${known.organisationUscc ?? "the city's"}; register another client for somebody else.`,
      );
    }
    if (isTheirs && !known && (await inner.count(App, { organisationUscc })) >= MOST_APPS) {
      throw wrong(
        'CONFLICT',
        'clientId',
        `${organisationUscc} has ${MOST_APPS} apps; use one of them, or ask an administrator to register another.`,
      );
    }
    const state = { ...stateOf(input, known), thirdParty: organisationUscc !== null };
    if (known) await inner.nativeUpdate(App, { clientId }, state);
    else {
      await inner.insert(App, { ...state, registeredAt: now }).catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError('CONFLICT', `${clientId} was registered at this very moment; read it again.`);
      });
    }
    await audit(inner, viewer, { act: 'registerApp', target: clientId, before: known, after: state }, now);
    await touchPolicy(inner, now);
  });
  return clientId;
}

/** What is said, over what is known: a protection goes, and a limit, only by a word about it. */
function stateOf(
  { withoutLimits, requestsPerMinute, costPerMinute, documentsOnly, ...said }: Registered,
  known: App | null,
) {
  const limits =
    withoutLimits || requestsPerMinute !== null || known === null
      ? { requestsPerMinute, costPerMinute }
      : { requestsPerMinute: known.requestsPerMinute, costPerMinute: known.costPerMinute };
  return { ...said, documentsOnly: documentsOnly ?? known?.documentsOnly ?? false, ...limits };
}

/** @throws FORBIDDEN or BAD_USER_INPUT when it is not what an organisation's people register by themselves. */
function assertOwn(viewer: Viewer, { clientId, organisationUscc, requestsPerMinute, withoutLimits }: Registered): void {
  if (organisationUscc === null) {
    throw wrong(
      'FORBIDDEN',
      'organisation',
      'say whose app it is, by the unified social credit code of your organisation; the city’s own are for administrators.',
    );
  }
  if (!isOfGrantee(viewer, organisationUscc)) {
    throw wrong(
      'FORBIDDEN',
      'organisation',
      `you neither work for nor represent ${organisationUscc}; register apps of your own organisation.`,
    );
  }
  if (!clientId.startsWith('app-')) {
    throw wrong('BAD_USER_INPUT', 'clientId', `${clientId} is kept for the city; begin with app-, as app-${clientId}.`);
  }
  if (requestsPerMinute !== null || withoutLimits) {
    throw wrong(
      'FORBIDDEN',
      'requestsPerMinute',
      'limits are given by administrators; leave both out, and subscribe to a plan for more.',
    );
  }
}

function wrong(code: ErrorCode, argument: string, message: string): CityGraphError {
  return new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
}
