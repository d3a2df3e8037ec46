import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { Agency } from '../agency/agency.entity.ts';
import { REGISTER_KEEPER } from '../credit/declare-credit.rules.ts';
import { publishesIndicators } from './city-indicator.access.ts';
import { CityIndicator } from './city-indicator.entity.ts';
import { assertYear } from './city-indicator.rules.ts';
import { INDICATOR_THEMES } from './indicator-theme.ts';

const figure = {
  value: z.number().min(-1e15, 'give at least -1e15').max(1e15, 'give at most 1e15'),
  counted: z.int().min(0, 'give 0 or more').nullable(),
  method: z
    .string()
    .trim()
    .min(4, 'say in four characters or more how it is worked out')
    .max(1000, 'use 1,000 characters'),
};

const Publication = z.strictObject({
  theme: z.enum(INDICATOR_THEMES),
  code: z.string().regex(/^[A-Z][A-Z0-9_]{1,59}$/, 'give 2 to 60 capitals, digits and underscores: HOSPITAL_BEDS'),
  name: z.string().trim().min(2, 'give a name of two characters or more').max(160, 'use 160 characters'),
  unit: z.string().trim().min(1, 'give a unit, such as %').max(60, 'use 60 characters'),
  year: z.int(),
  divisionCode: z.string(),
  ...figure,
});
const Revision = z.strictObject({ indicatorId: z.string().min(1).max(40), ...figure });

export type Publication = z.infer<typeof Publication>;
export type Revision = z.infer<typeof Revision>;

/** The city publishes a figure, once a year and division. Answers its id. */
export async function publishCityIndicator(
  em: EntityManager,
  viewer: Viewer,
  publication: Publication,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Publication, publication);
  assertYear(input.year, cityDay(now));
  return idempotent(em, { operation: 'publishCityIndicator', key, viewer, input, now }, async (inner) => {
    await assertPublisher(inner, viewer, input.divisionCode, now);
    if (!(await inner.findOne(AdminDivision, { code: input.divisionCode }))) {
      throw wrong('NOT_FOUND', 'divisionCode', `${input.divisionCode} is no division in force here.`);
    }
    const id = newId('ind_');
    const publishedBy = viewer.principal.subject ?? '';
    await inner
      .insert(CityIndicator, { ...input, id, publishedAt: now, publishedBy, revisedAt: null })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        const { code, year, divisionCode } = input;
        throw wrong(
          'CONFLICT',
          'code',
          `${code} of ${year} for ${divisionCode} has been published; revise it by reviseCityIndicator.`,
        );
      });
    return id;
  });
}

/** A published figure is put right; what it is and where it is for does not change. Answers its id. */
export async function reviseCityIndicator(
  em: EntityManager,
  viewer: Viewer,
  revision: Revision,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Revision, revision);
  const { indicatorId: id, value, counted, method } = input;
  const isLiving = living(CityIndicator, { value, counted, method });
  const request = { operation: 'reviseCityIndicator', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const found = await inner.findOne(CityIndicator, { id });
    await assertPublisher(inner, viewer, found?.divisionCode ?? viewer.principal.divisionPrefix ?? '', now);
    if (!found) throw wrong('NOT_FOUND', 'indicatorId', `there is no indicator ${id}.`);
    const publishedBy = viewer.principal.subject ?? '';
    await inner.nativeUpdate(CityIndicator, { id }, { value, counted, method, revisedAt: now, publishedBy });
    return id;
  });
}

async function assertPublisher(em: EntityManager, viewer: Viewer, divisionCode: string, now: Date): Promise<void> {
  const keeper = await em.findOneOrFail(Agency, { field: REGISTER_KEEPER });
  const verdict = publishesIndicators(viewer, { divisionCode, keeperUscc: keeper.uscc }, now);
  if (!verdict.allowed) {
    throw new CityGraphError(
      verdict.code,
      `Indicators are published by officers of ${keeper.name}, within the division they are limited to.`,
    );
  }
}

const wrong = (code: 'NOT_FOUND' | 'CONFLICT', argument: string, message: string) =>
  new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
