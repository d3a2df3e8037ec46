import { CityGraphError, parseUscc, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { App } from './app.entity.ts';

const limit = z.int().min(1).max(10_000_000).nullable();

const Registration = z
  .strictObject({
    clientId: z
      .string()
      .regex(/^[a-z][a-z0-9-]{2,78}$/, 'give the client id as sign-on has it: small letters, digits, hyphens'),
    name: z.string().trim().min(2).max(120),
    organisationUscc: z.string().length(18).nullable(),
    documentsOnly: z.boolean(),
    requestsPerMinute: limit,
    costPerMinute: limit,
  })
  .refine(({ requestsPerMinute, costPerMinute }) => (requestsPerMinute === null) === (costPerMinute === null), {
    path: ['costPerMinute'],
    message: 'give both limits, or neither',
  });

/**
 * Registers an app or changes what is known of it: for administrators. With an organisation it is a third party's and gets what is granted, nothing else; whose it is
 * never changes, or grants would go to somebody who was not given them. Answers its client id.
 */
export async function registerApp(
  em: EntityManager,
  viewer: Viewer,
  registration: z.input<typeof Registration>,
  now: Date,
): Promise<string> {
  assertAdministrator(viewer);
  const input = validate(Registration, registration);
  if (input.organisationUscc !== null) parseUscc(input.organisationUscc);
  const { clientId } = input;
  await transact(em, async (inner) => {
    // Holds it before it is read: of two changes at once, the second is one of what the first left.
    await inner.nativeUpdate(App, { clientId }, { name: raw('name') as never });
    const known = await inner.findOne(App, { clientId }, { disableIdentityMap: true });
    if (known && known.organisationUscc !== input.organisationUscc) {
      throw new CityGraphError(
        'CONFLICT',
        `organisation: ${clientId} is ${known.organisationUscc ?? "the city's"}; register another client for somebody else.`,
        { extensions: { argument: 'organisation' } },
      );
    }
    const state = { ...input, thirdParty: input.organisationUscc !== null };
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
