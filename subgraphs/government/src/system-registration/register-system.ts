import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { ShareType } from './share-type.ts';
import { registersSystems } from './system-registration.access.ts';
import { SystemRegistration } from './system-registration.entity.ts';
import { UpdateCycle } from './update-cycle.ts';

const Registration = z
  .strictObject({
    agency: z.string(),
    name: z.string().trim().min(2, 'give a name of two characters or more').max(120, 'use 120 characters'),
    resource: z.string().trim().min(2, 'say in two characters or more what it gives').max(200, 'use 200 characters'),
    shareType: z.enum(ShareType),
    shareCondition: z
      .string()
      .trim()
      .min(4, 'use four characters or more')
      .max(1000, 'use 1,000 characters')
      .nullable(),
    mlpsLevel: z.int().min(1, 'give 1 to 4 (GB/T 22239)').max(4, 'give 1 to 4 (GB/T 22239)'),
    updateCycle: z.enum(UpdateCycle),
  })
  .refine(({ shareType, shareCondition }) => (shareType === 'UNCONDITIONAL') === (shareCondition === null), {
    path: ['shareCondition'],
    message: 'give the condition with CONDITIONAL, the reason in law with NOT_SHARED, and nothing with UNCONDITIONAL',
  });

export type Registration = z.infer<typeof Registration>;

/** An agency's administrator enters one of its systems as a provider of the catalogue. Answers its id. */
export async function registerSystem(
  em: EntityManager,
  viewer: Viewer,
  registration: Registration,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Registration, registration);
  const { agency: agencyUscc, ...system } = input;
  return idempotent(em, { operation: 'registerSystem', key, viewer, input, now }, async (inner) => {
    const verdict = registersSystems(viewer, { agencyUscc }, now);
    if (!verdict.allowed) {
      throw new CityGraphError(
        verdict.code,
        'agency: systems are registered by an administrator of their own agency.',
        {
          extensions: { argument: 'agency' },
        },
      );
    }
    if (!(await inner.findOne(Agency, { uscc: agencyUscc }))) {
      throw refuse('NOT_FOUND', 'agency', `${agencyUscc} is no agency of the city.`);
    }
    const id = newId('sys_');
    const registeredBy = viewer.principal.subject ?? '';
    await inner
      .insert(SystemRegistration, { ...system, id, agencyUscc, registeredAt: now, registeredBy })
      .catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException
          ? refuse('CONFLICT', 'name', `your agency has registered a system ${system.name} already.`)
          : error;
      });
    return id;
  });
}

const refuse = (code: 'NOT_FOUND' | 'CONFLICT', argument: string, message: string) =>
  new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
