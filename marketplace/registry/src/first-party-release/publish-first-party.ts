import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { BreakingChange } from '../breaking-change/breaking-change.entity.ts';
import { isWithin, told } from '../breaking-change/breaking-change.rules.ts';
import { openIncident } from '../incident/open-incident.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { type FirstPartySchema, importFirstParty } from './import-first-party.ts';
import { type FirstPartyLoss, lostByFirstParty } from './lost-by-first-party.ts';

/**
 * Publishes what the deployment runs, unless clients would lose by it what they asked for in 30 days and no second person took that upon themselves: then what was in force
 * stays, and an incident names what they would lose and what to do. Plugins that do not go with it never stop it: first-party wins, and they are left out. Answers what keeps
 * it from being published; null: it is.
 */
export async function publishFirstParty(
  em: EntityManager,
  schemas: readonly FirstPartySchema[],
  compose: Compose,
  now: Date,
): Promise<string | null> {
  const loss = await lostByFirstParty(em, schemas, compose, now);
  if (loss !== null && loss.taken.length > 0 && !(await isConfirmed(em, loss))) {
    const why = `The schemas of ${loss.changed.join(', ')} are not published: clients asked in 30 days for ${told(loss.taken)}. ${loss.messages[0] ?? ''} Keep it, or ask with citygraph-registry impact --force, and an administrator confirms it; then start again.`;
    await openIncident(em, { kind: 'FIRST_PARTY_REFUSED', subject: 'departments', detail: why }, now);
    return why;
  }
  await importFirstParty(em, schemas, now);
  return null;
}

/** Two people agreed on exactly these two sets, and on all that is taken. */
async function isConfirmed(em: EntityManager, { replaces, digest, taken }: FirstPartyLoss): Promise<boolean> {
  const where = { kind: 'DEPARTMENT' as const, state: 'CONFIRMED' as const, releaseDigest: digest, replaces };
  return (await findRows(em, BreakingChange, where)).some((asked) => isWithin(taken, asked.taken));
}
