import { CityGraphError, isPurpose, type Purpose, type SensitivityLevel, type Viewer } from '@citygraph/contract';
import { addWorkingDays, findRows, idempotent, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { App } from '../app/app.entity.ts';
import { audit } from '../audit-entry/audit.ts';
import { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import { DataGrant } from './data-grant.entity.ts';
import { highestOf, isOfGrantee, LONGEST_DAYS, WORKING_DAYS_TO_DECIDE } from './data-grant.rules.ts';

const COORDINATE = /^[A-Za-z]\w{0,79}\.[A-Za-z]\w{0,79}$/;

const Request = z.strictObject({
  app: z.string().min(1).max(80),
  coordinates: z
    .array(z.string().regex(COORDINATE, 'write each as Type.field, e.g. LegalEntity.invoiceTurnover'))
    .min(1)
    .max(200)
    .refine((all) => new Set(all).size === all.length, 'name each coordinate once'),
  purpose: z.string().refine(isPurpose, 'give a code of the purpose list, e.g. credit-assessment'),
  retentionDays: z.int().min(0).max(3650),
  until: z.date(),
  reason: z.string().trim().min(10, 'say in ten characters or more what the data is for').max(4000),
});

export type Request = z.input<typeof Request>;

/**
 * Asks the owners of coordinates for them: one grant for each agency that answers for some, each decided by itself. Answers the ids, sorted, in one text with
 * commas. A wider request is a new one and leaves what runs as it is.
 */
export async function requestDataGrant(
  em: EntityManager,
  viewer: Viewer,
  wanted: Request,
  key: string | null,
  now: Date,
): Promise<string[]> {
  const input = validate(Request, wanted);
  const ids = await idempotent(em, { operation: 'requestDataGrant', key, viewer, input, now }, async (inner) => {
    const app = await inner.findOne(App, { clientId: input.app });
    if (!app?.organisationUscc || !isOfGrantee(viewer, app.organisationUscc)) {
      throw wrong(
        'FORBIDDEN',
        'app',
        `there is no app ${input.app}, or you neither work for nor represent who runs it.`,
      );
    }
    assertUntil(input.until, now);
    const parts = await partsOf(inner, input.coordinates);
    const made: string[] = [];
    for (const [ownerUscc, { coordinates, levels }] of parts) {
      const grant = {
        id: newId('grt_'),
        app: app.clientId,
        granteeUscc: app.organisationUscc,
        ownerUscc,
        coordinates: [...coordinates].sort(),
        level: highestOf(levels),
        purpose: input.purpose as Purpose,
        retentionDays: input.retentionDays,
        until: input.until,
        needsConsent: true,
        reason: input.reason,
        requestedBy: viewer.principal.subject ?? '',
        requestedAt: now,
        dueAt: addWorkingDays(now, WORKING_DAYS_TO_DECIDE),
        state: 'REQUESTED' as const,
        decidedAt: null,
        decisionReason: null,
        version: 1,
      };
      await inner.insert(DataGrant, grant);
      await audit(
        inner,
        viewer,
        { act: 'requestDataGrant', target: grant.id, reason: input.reason, before: null, after: grant },
        now,
      );
      made.push(grant.id);
    }
    return made.sort().join(',');
  });
  return ids.split(',');
}

interface Part {
  readonly coordinates: string[];
  readonly levels: SensitivityLevel[];
}

/** Coordinates by the agency that answers for them. */
async function partsOf(em: EntityManager, wanted: readonly string[]): Promise<Map<string, Part>> {
  const typeName = { $in: [...new Set(wanted.map((coordinate) => coordinate.split('.')[0] ?? ''))] };
  const entries = await findRows(em, CatalogEntry, { typeName, withdrawnAt: null });
  const parts = new Map<string, Part>();
  for (const coordinate of wanted) {
    const entry = entries.find(({ items }) => items.some((item) => item.coordinate === coordinate));
    const item = entry?.items.find((candidate) => candidate.coordinate === coordinate);
    if (!entry || !item) {
      throw wrong('NOT_FOUND', 'coordinates', `the catalogue has no ${coordinate}; look it up with the query catalog.`);
    }
    if (item.sensitivity === 'S1') {
      throw wrong(
        'BAD_USER_INPUT',
        'coordinates',
        `${coordinate} is public (S1): nobody needs a grant for it, leave it out.`,
      );
    }
    if (item.sensitivity === 'I') {
      throw wrong('BAD_USER_INPUT', 'coordinates', `${coordinate} is important data and is shared with nobody.`);
    }
    const part = parts.get(entry.providerUscc) ?? { coordinates: [], levels: [] };
    part.coordinates.push(coordinate);
    part.levels.push(item.sensitivity);
    parts.set(entry.providerUscc, part);
  }
  return parts;
}

function assertUntil(until: Date, now: Date): void {
  const latest = now.getTime() + LONGEST_DAYS * 86_400_000;
  if (until > now && until.getTime() <= latest) return;
  throw wrong(
    'BAD_USER_INPUT',
    'until',
    `give a moment in the future, at most three years away (${new Date(latest).toISOString()}).`,
  );
}

function wrong(code: 'FORBIDDEN' | 'NOT_FOUND' | 'BAD_USER_INPUT', argument: string, message: string): CityGraphError {
  return new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
}
