import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { HUB } from '../hub-viewer.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { changeReleaseState } from './change-release-state.ts';
import { PluginRelease } from './plugin-release.entity.ts';

/** Releases that a sandbox graph has are no longer waiting for it. Safe to run twice, in two processes at once. */
export async function enterSandbox(em: EntityManager, artefact: string | null, now: Date): Promise<void> {
  if (artefact === null || (await em.count(PluginRelease, { state: 'PUBLISHED' })) === 0) return;
  const document = await readArtefact(em, artefact);
  const inIt = Object.values(document?.payload.subgraphs ?? {}).map(({ release }) => release);
  const waiting = await findRows(em, PluginRelease, { state: 'PUBLISHED', digest: { $in: inIt } });
  for (const release of waiting) {
    await transact(em, async (inner) => {
      await changeReleaseState(inner, release, 'SANDBOX', now);
      const { id, digest, version, state } = release;
      const before = { digest, version, state };
      await audit(inner, HUB, { act: 'enterSandbox', target: id, before, after: { ...before, state: 'SANDBOX' } }, now);
    }).catch(ignoreConflict);
  }
}

/** Somebody handed it in, or withdrew it, at this very moment. */
function ignoreConflict(error: unknown): void {
  if ((error as { code?: string }).code !== 'CONFLICT') throw error;
}
