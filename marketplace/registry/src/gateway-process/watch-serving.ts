import { type Clock, findRows, type Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { readSet } from '../graph-set/read-set.ts';
import { HUB } from '../hub-viewer.ts';
import { endIncident } from '../incident/close-incident.ts';
import { Incident } from '../incident/incident.entity.ts';
import { openIncident, openKeyOf, type Trouble } from '../incident/open-incident.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Head } from '../policy/head.entity.ts';
import { checkOf } from './decision-standing.rules.ts';
import { headsBehind } from './heads-behind.ts';
import { livingProcesses, readStandings } from './read-standings.ts';
import { noteServed } from './rollout-standing.ts';
import { noesOf } from './serving.rules.ts';

/** Decisions that are looked at, the latest. */
const MOST = 200;
const KINDS = ['GRAPH_NOT_SERVED', 'RELEASE_NOT_SERVED', 'HEADS_BEHIND'] as const;

/**
 * Looks at what gateways say of the graphs that the head names. One that a gateway refuses is an incident: of administrators, and of the publisher whose release was to be
 * served by it. Once no living gateway refuses it any more, it is over. Notes as well when a rollout's step came into force.
 */
export async function watchServing(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const [head] = await findRows(em, Head, { name: 'graphs' });
  if (!head || head.version === 0) return;
  const living = await livingProcesses(em, now);
  const troubles = [
    ...(await refusedGraphs(em, head.version, now)),
    ...(await refusedReleases(em, now)),
    ...(await headsBehind(em, living)),
  ];
  await noteServed(em, now);
  for (const trouble of troubles) await openIncident(em, trouble, now);
  // Who says nothing any more has not said yes.
  if (living.length === 0) return;
  const goOn = new Set(troubles.map(openKeyOf));
  const open = await findRows(em, Incident, { kind: { $in: [...KINDS] }, closedAt: null }, { fields: ['openKey'] });
  for (const { openKey } of open) if (!goOn.has(openKey)) await endIncident(em, HUB, openKey, now);
}

async function refusedGraphs(em: EntityManager, sequence: number, now: Date): Promise<Trouble[]> {
  const set = (await readSet(em, sequence))?.payload;
  if (!set) return [];
  const processes = await livingProcesses(em, now);
  const named = [['stable', set.stable] as const, ...(set.sandbox === null ? [] : [['sandbox', set.sandbox] as const])];
  return named.flatMap(([subject, digest]): Trouble[] => {
    const noes = processes.flatMap((process) => {
      const reason = noesOf(process, now)[digest];
      return reason === undefined ? [] : [`${process.gateway}: ${reason}`];
    });
    if (noes.length === 0) return [];
    const detail = `${noes.length} of ${processes.length} gateways refuse the graph ${digest}. ${noes[0]}`;
    return [{ kind: 'GRAPH_NOT_SERVED', subject, detail, action: 'What was served before goes on there.' }];
  });
}

/** Of each plugin the last decision: what was decided before it is nobody's business any more. */
async function refusedReleases(em: EntityManager, now: Date): Promise<Trouble[]> {
  const recent = await findRows(
    em,
    GraphChange,
    { sequence: { $ne: null }, plugin: { $ne: null }, releaseDigest: { $ne: null } },
    { orderBy: { number: 'desc' }, limit: MOST },
  );
  const last = [...new Map(recent.toReversed().map((change) => [change.plugin ?? '', change])).values()];
  const standings = await readStandings(em, last, now);
  const refused = last.flatMap((change, index) => {
    const [first] = standings[index]?.refusals ?? [];
    return first ? [{ ...change, check: checkOf(first.reason), count: standings[index]?.refusals.length ?? 0 }] : [];
  });
  const digests = refused.flatMap(({ releaseDigest }) => releaseDigest ?? []);
  const releases = await findRows(em, PluginRelease, { digest: { $in: digests } }, { fields: ['digest', 'version'] });
  return refused.map(({ plugin, releaseDigest, act, check, count }) => ({
    kind: 'RELEASE_NOT_SERVED',
    subject: plugin ?? '',
    version: releases.find(({ digest }) => digest === releaseDigest)?.version ?? null,
    detail: `${act} is not in force: ${count === 1 ? 'a gateway refuses' : `${count} gateways refuse`} its graph. ${check}`,
    action: 'What was served before goes on there.',
  }));
}

export const watchingServing: Job = { name: 'watch-serving', everySeconds: 5, run: watchServing };
