import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { directivesOf } from '../consent-directive/consent-directive.loader.ts';
import type { RecordSubject } from '../patient.access.ts';
import { HealthRecord } from './health-record.entity.ts';
import { Practitioner } from './practitioner.entity.ts';
import { RecordConcept } from './record-concept.entity.ts';

/** A record with what its resident's directives say. */
export interface GuardedRecord extends RecordSubject {
  readonly id: string;
  readonly familyDoctorId: string | null;
}

const recordByResident = defineLoader<string, HealthRecord, SubgraphContext>(async (residents, { em }) =>
  alignRows(
    residents,
    await findRows(em, HealthRecord, { residentId: { $in: [...residents] } }),
    ({ residentId }) => residentId,
  ),
);

const recordById = defineLoader<string, HealthRecord, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, HealthRecord, { id: { $in: [...ids] } }), ({ id }) => id),
);

async function guarded(record: HealthRecord | null, context: SubgraphContext): Promise<GuardedRecord | null> {
  if (!record) return null;
  const { id, residentId, familyDoctorId } = record;
  const directives = await directivesOf(context).load(residentId);
  return { id, residentId, familyDoctorId: familyDoctorId ?? null, deniedTo: directives?.deniedTo ?? [] };
}

export const recordOf = async (resident: string, context: SubgraphContext): Promise<GuardedRecord | null> =>
  guarded(await recordByResident(context).load(resident), context);

export const recordOfId = async (id: string, context: SubgraphContext): Promise<GuardedRecord | null> =>
  guarded(await recordById(context).load(id), context);

export const conceptsOf = defineLoader<string, RecordConcept[], SubgraphContext>(async (records, { em }) =>
  groupRows(
    records,
    await findRows(em, RecordConcept, { recordId: { $in: [...records] } }, { orderBy: { code: 'asc' } }),
    ({ recordId }) => recordId,
  ),
);

export const practitionerById = defineLoader<string, Practitioner, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Practitioner, { id: { $in: [...ids] } }), ({ id }) => id),
);
