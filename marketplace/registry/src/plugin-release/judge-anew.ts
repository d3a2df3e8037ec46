import { rulesVersion } from '@citygraph/admission';
import { CityGraphError, digestOfPayload } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { assertMayBreak } from '../breaking-change/assert-may-break.ts';
import type { TakenCoordinate } from '../breaking-change/breaking-change.entity.ts';
import { brokenBy } from '../breaking-change/broken-by.ts';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import type { Admission, AdmissionVerdict } from './admission.ts';
import { admissionRequestOf, claimsOf } from './admission-request.ts';
import { egressGrowth } from './egress-growth.ts';
import { PluginRelease, type ReleaseState } from './plugin-release.entity.ts';

/** What admission says of a stored release against the graph of one moment. */
export interface Judgement {
  readonly verdict: AdmissionVerdict;
  /** Names everything that it was judged by. */
  readonly ground: string;
  /** Digest of the release that serves everybody; null: none does. */
  readonly replaces: string | null;
  /** What clients ask for and would lose. */
  readonly broken: readonly TakenCoordinate[];
}

const TRIES = 3;

/**
 * Judges a release against the graph of this moment and does with it what it was judged for. Composing takes seconds, in which nothing is held: where what it was judged
 * by changed meanwhile, it is judged once more, three times at most.
 * @throws CONFLICT when the graph changes faster than it can be judged
 */
export async function judgedAnew<T>(
  em: EntityManager,
  release: PluginRelease,
  admission: Admission,
  act: (judgement: Judgement) => Promise<T>,
): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    const judgement = await judge(em, release, admission);
    try {
      return await act(judgement);
    } catch (error) {
      if (!(error instanceof GroundMoved) || left === 1) throw error;
    }
  }
}

/** What admission says at this moment; nothing is held. */
export async function judge(em: EntityManager, release: PluginRelease, admission: Admission): Promise<Judgement> {
  const plugin = await em.findOneOrFail(Plugin, { name: release.plugin }, { disableIdentityMap: true });
  const publisher = await publisherOf(em, plugin.publisherId);
  // Before the request: what changes between the two is found out as well.
  const ground = await groundOf(em, publisher.id);
  const { request, replaces } = await admissionRequestOf(em, { plugin, publisher }, release, { force: true });
  // Composing takes seconds, and the same of the same is the same. What clients ask for of a release before is not: that is looked at each time.
  if (replaces === null && release.judgedGround === ground)
    return { verdict: asBefore(release), ground, replaces, broken: [] };
  const verdict = await admission.admit(request);
  return { verdict, ground, replaces, broken: brokenBy(verdict.findings, release.composedSdl) };
}

const asBefore = ({ findings, egress, composedSdl }: PluginRelease): AdmissionVerdict => ({
  admitted: true,
  findings,
  egress,
  composedSdl,
});

/**
 * Inside a transaction that holds the graphs: nothing of what a release was judged by has changed, admission lets it pass as it did when it was published, it is sent
 * nothing that nobody approved, and whatever it takes from clients two people took upon themselves. Noted, so that it need not be judged by the same again.
 * @throws CONFLICT that names the finding, the data or the fields
 */
export async function assertHolds(em: EntityManager, release: PluginRelease, judgement: Judgement): Promise<void> {
  const { publisherId } = await em.findOneOrFail(Plugin, { name: release.plugin }, { disableIdentityMap: true });
  if ((await groundOf(em, publisherId)) !== judgement.ground) throw new GroundMoved(nameOf(release));
  const { findings, egress } = judgement.verdict;
  const fault = findings.find(({ severity }) => severity === 'error');
  if (fault) {
    throw new CityGraphError(
      'CONFLICT',
      `${nameOf(release)} does not go with the graph as it is now: ${fault.rule} ${fault.message} ${fault.fix}`,
      { extensions: { rule: fault.rule, coordinate: fault.coordinate } },
    );
  }
  const grown = egressGrowth(release.egress, egress);
  if (grown.length > 0) {
    throw new CityGraphError(
      'CONFLICT',
      `${nameOf(release)} would be sent ${grown.join(', ')} by the graph as it is now, which nobody approved: ${
        HAND_IN[release.state] ?? 'hand it in again with submitRelease'
      }.`,
      { extensions: { coordinates: grown } },
    );
  }
  await assertMayBreak(em, release, judgement);
  await em.nativeUpdate(PluginRelease, { id: release.id }, { judgedGround: judgement.ground });
}

/** What to do about a release that would be sent more than was approved, by the state that it is in. */
const HAND_IN: Partial<Record<ReleaseState, string>> = {
  CANARY: 'take its rollout back and hand it in again with submitRelease',
  SUPERSEDED: 'publish it as a new version, or an administrator goes back to it in an emergency',
};

const nameOf = ({ plugin, version }: Pick<PluginRelease, 'plugin' | 'version'>): string => `${plugin} ${version}`;

/** What was decided in time is judged by what there was then; the next try is judged by what there is. */
class GroundMoved extends CityGraphError {
  constructor(release: string) {
    super('CONFLICT', `The graph changed while ${release} was judged against it; try again.`);
  }
}

/** A name for the graph that everybody is served, for the names that a publisher has in it, and for the rules: an upgrade may have brought one that a release does not keep. */
export async function groundOf(em: EntityManager, publisherId: string, rules = rulesVersion()): Promise<string> {
  const facts = { disableIdentityMap: true } as const;
  const own = await em.find(FirstPartyRelease, { current: true }, { ...facts, fields: ['name', 'digest'] });
  const stable = await em.find(PluginRelease, { state: 'STABLE' }, { ...facts, fields: ['plugin', 'digest'] });
  return digestOfPayload({
    own: Object.fromEntries(own.map((each) => [each.name, each.digest])),
    stable: Object.fromEntries(stable.map((each) => [each.plugin, each.digest])),
    claims: await claimsOf(em, publisherId),
    rules,
  });
}
