import {
  ANONYMOUS,
  ANONYMOUS_VIEWER,
  CityGraphError,
  type Viewer,
  verifyWorkloadRequest,
  type WorkloadRequest,
  workloadOf,
} from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { wordsOf } from '../words-of.ts';
import { WORKLOAD_SUBJECT } from './person-behind.ts';
import { Workload } from './workload.entity.ts';

export interface ActingWorkload {
  readonly workload: Workload;
  readonly request: WorkloadRequest;
}

/** A workload that lives now and signed this. @throws UNAUTHENTICATED with what is wrong; who did not sign it learns nothing of the workload */
export async function actingWorkload(
  em: EntityManager,
  signed: string,
  act: WorkloadRequest['act'],
  now: Date,
): Promise<ActingWorkload> {
  const id = workloadOf(signed);
  const workload = id === null ? null : await em.findOne(Workload, { id }, { disableIdentityMap: true });
  if (!workload) throw refusedRequest('it names no workload that this hub knows');
  const request = verified(signed, workload, now);
  if (request.act !== act) throw refusedRequest(`it is signed to ${request.act}, and this is to ${act}`);
  if (request.plugin !== workload.plugin) throw refusedRequest(`its workload is for ${workload.plugin} alone`);
  assertLives(workload, now);
  return { workload, request };
}

function verified(signed: string, { id, publicKey }: Workload, now: Date): WorkloadRequest {
  try {
    return verifyWorkloadRequest(signed, { workload: id, publicKey }, now.getTime());
  } catch (error) {
    throw refusedRequest(wordsOf(error));
  }
}

function assertLives({ id, revokedAt, until }: Workload, now: Date): void {
  if (revokedAt) throw refusedRequest(`${id} was revoked on ${revokedAt.toISOString()}; an owner makes another`);
  if (until <= now) throw refusedRequest(`${id} was good until ${until.toISOString()}; an owner makes another`);
}

/** Who it is in audit and releases. No token can say this subject. */
export const viewerOf = ({ id }: Workload): Viewer => ({
  ...ANONYMOUS_VIEWER,
  principal: { ...ANONYMOUS, subject: `${WORKLOAD_SUBJECT}${id}` },
});

export const refusedRequest = (why: string): CityGraphError =>
  new CityGraphError('UNAUTHENTICATED', `request: ${why}.`, { extensions: { argument: 'request' } });
