import type { Admission as Judge, AdmissionVerdict as Judged, UsedCoordinate } from '@citygraph/admission';
import type { SubgraphSource } from '@citygraph/composition';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { coordinatesOf } from '../operation-usage/coordinates-of.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { guestsOf, hostsAmong } from '../supergraph-version/hosts-first.ts';
import type { Admission } from './admission.ts';
import { PluginRelease } from './plugin-release.entity.ts';

export interface JudgeAgainstGraphOptions {
  /** A unit of work of its own each time. */
  readonly em: () => EntityManager;
  readonly judge: Pick<Judge, 'judge'>;
  readonly now?: () => Date;
}

/** Judges documents against the graph that everybody is served: the city's own subgraphs, and the stable releases of the other plugins. */
export function judgeAgainstGraph({ em, judge, now = () => new Date() }: JudgeAgainstGraphOptions): Admission {
  return {
    async admit({ plugin: { name, url, sdl }, namespace, claims, mintable, manifest, previous, force, siblings }) {
      const { base, strangers } = await baseOf(em(), { name, namespace });
      const verdict = await judge.judge({
        base,
        plugin: { name, url, sdl },
        namespace,
        claims,
        strangers,
        mintable,
        manifest,
        ...(siblings && siblings.length > 0 && { siblings: await documentsOf(em(), siblings) }),
        previous: previous && { name, url, sdl: previous.sdl },
        force,
        ...(previous && { usage: await usedOf(em(), previous.sdl, now()) }),
      });
      return {
        admitted: verdict.admitted,
        findings: verdict.findings.map(({ file: _, wording, ...finding }) => ({
          ...finding,
          wording: JSON.stringify(wording),
        })),
        egress: egressOf(verdict),
        composedSdl: verdict.composedSdl,
      };
    },
  };
}

const egressOf = ({ egress }: Judged) =>
  egress.items.map(({ coordinate, route, via, level, needsGrant }) => ({ coordinate, route, via, level, needsGrant }));

interface Base {
  readonly base: readonly SubgraphSource[];
  /** Plugins of other publishers in it. */
  readonly strangers: readonly string[];
}

/**
 * In the order of their names: admission keeps a base composed as long as it is the same. Guests of the plugin are not in it: they follow what it does, and are left out of the graph if they
 * cannot (ADR 74).
 */
async function baseOf(em: EntityManager, judged: Pick<Plugin, 'name' | 'namespace'>): Promise<Base> {
  const [own, releases, plugins] = await Promise.all([
    findRows(em, FirstPartyRelease, { current: true }),
    findRows(em, PluginRelease, { state: 'STABLE', plugin: { $ne: judged.name } }),
    findRows(em, Plugin, {}, { fields: ['name', 'namespace', 'publisherId'] }),
  ]);
  const known = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const residentOf = (name: string) => {
    const { namespace = '', publisherId: publisher = '' } = known.get(name) ?? {};
    return { name, namespace, publisher };
  };
  const residents = releases.map(({ plugin, composedSdl: sdl }) => ({ ...residentOf(plugin), sdl }));
  const landlord = { ...residentOf(judged.name), namespace: judged.namespace, sdl: '' };
  const hostsOf = hostsAmong([landlord, ...residents], ({ sdl }) => sdl);
  const guests = guestsOf([judged.name], residents, hostsOf);
  const there = residents.filter(({ name }) => !guests.has(name));
  const base = [...own, ...there]
    .map(({ name, sdl }) => ({ name, sdl, url: `http://${name}.internal/graphql` }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const strangers = there.filter(({ publisher }) => publisher !== landlord.publisher).map(({ name }) => name);
  return { base, strangers: strangers.sort() };
}

async function documentsOf(em: EntityManager, digests: readonly string[]): Promise<SubgraphSource[]> {
  const releases = await findRows(
    em,
    PluginRelease,
    { digest: { $in: [...digests] } },
    { fields: ['plugin', 'composedSdl'] },
  );
  return releases.map(({ plugin: name, composedSdl: sdl }) => ({ name, sdl, url: `http://${name}.internal/graphql` }));
}

/** What clients used lately of what the release before has. */
async function usedOf(em: EntityManager, sdl: string, now: Date): Promise<UsedCoordinate[]> {
  const used = await usageOf(em, [...coordinatesOf(sdl)], now);
  return used.map(({ coordinate, count }) => ({ coordinate, count }));
}
