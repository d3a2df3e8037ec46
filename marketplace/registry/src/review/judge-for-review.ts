import { CityGraphError } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import type { Admission } from '../plugin-release/admission.ts';
import { type Judgement, judge } from '../plugin-release/judge-anew.ts';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';

/**
 * What people are to say yes to: all that the graph of this moment would send to a release, whatever it was when the release was published.
 * @throws CONFLICT when admission finds an error by now: nobody need look at it
 */
export async function judgeForReview(
  em: EntityManager,
  release: PluginRelease,
  admission: Admission,
): Promise<Pick<Judgement, 'verdict' | 'ground'>> {
  const { verdict, ground } = await judge(em, release, admission);
  const fault = verdict.findings.find(({ severity }) => severity === 'error');
  if (fault) {
    const why = `${release.plugin} ${release.version} does not go with the graph as it is now: ${fault.rule} ${fault.message} ${fault.fix}`;
    throw new CityGraphError('CONFLICT', why, { extensions: { argument: 'release', rule: fault.rule } });
  }
  return { verdict, ground };
}
