import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { directivesOf } from '../consent-directive/consent-directive.loader.ts';
import type { EncounterSubject } from '../patient.access.ts';
import { Encounter } from './encounter.entity.ts';

/** An encounter with what its resident's directives say. */
export interface GuardedEncounter extends EncounterSubject {
  readonly id: string;
  readonly start: Date;
  readonly reasonCode: string | null;
  readonly reasonDisplay: string | null;
}

const rowsOf = defineLoader<string, Encounter[], SubgraphContext>(async (residents, { em }) =>
  groupRows(
    residents,
    await em.find(Encounter, { residentId: { $in: [...residents] } }, { orderBy: { startAt: 'desc', id: 'asc' } }),
    ({ residentId }) => residentId,
  ),
);

const rowById = defineLoader<string, Encounter, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(Encounter, { id: { $in: [...ids] } }), ({ id }) => id),
);

async function guarded(row: Encounter, context: SubgraphContext): Promise<GuardedEncounter> {
  const directives = await directivesOf(context).load(row.residentId);
  return {
    id: row.id,
    residentId: row.residentId,
    providerUscc: row.providerUscc,
    start: row.startAt,
    reasonCode: row.reasonCode ?? null,
    reasonDisplay: row.reasonDisplay ?? null,
    deniedTo: directives?.deniedTo ?? [],
    hidden: directives?.hiddenProviders.includes(row.providerUscc) ?? false,
  };
}

/** Encounters of a resident, the latest first. */
export async function encountersOf(resident: string, context: SubgraphContext): Promise<GuardedEncounter[]> {
  const rows = (await rowsOf(context).load(resident)) ?? [];
  return Promise.all(rows.map((row) => guarded(row, context)));
}

export async function encounterOfId(id: string, context: SubgraphContext): Promise<GuardedEncounter | null> {
  const row = await rowById(context).load(id);
  return row && guarded(row, context);
}
