import { type ArtefactPlugin, type HopChannel, vendorHopKeyId } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { FirstPartyRelease } from '../first-party-release/first-party-release.entity.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Head } from '../policy/head.entity.ts';
import { Publisher } from '../publisher/publisher.entity.ts';
import { Rollout } from '../rollout/rollout.entity.ts';
import type { GraphPart } from '../supergraph-version/graph-part.ts';
import { GraphPin } from './graph-pin.entity.ts';
import { sandboxOf } from './sandbox-of.ts';

export interface WantedRollout {
  readonly rollout: Rollout;
  readonly parts: readonly GraphPart[];
}

/** What graphs there should be, by what is decided at one moment. */
export interface WantedGraphs {
  /** Number of the last change that is in it. */
  readonly number: number;
  /** The head as it is at the same moment. */
  readonly head: { readonly version: number; readonly hash: string };
  readonly firstParty: readonly GraphPart[];
  /** Digest of the graph that an operator has put in force; null: releases say what is stable. */
  readonly pinned: string | null;
  readonly stable: readonly GraphPart[];
  /** null: no plugin has a release to try. */
  readonly sandbox: readonly GraphPart[] | null;
  readonly rollouts: readonly WantedRollout[];
}

/** Releases that may be tried in the sandbox. */
export const IN_SANDBOX = [
  'PUBLISHED',
  'SANDBOX',
  'IN_REVIEW',
  'CHANGES_REQUESTED',
  'APPROVED',
  'CANARY',
  'STABLE',
] as const;

/** All but the documents: those are read when something must be composed. */
const FACTS = ['id', 'plugin', 'digest', 'version', 'stableUrl', 'sandboxUrl', 'terms', 'state'] as const;
type Facts = Pick<PluginRelease, (typeof FACTS)[number] | 'publishedAt' | 'changedAt'>;

/** Reads it in one transaction, so that everything in it belongs together. */
export function readWanted(em: EntityManager): Promise<WantedGraphs> {
  return em.transactional(async (inner) => {
    const em = inner as EntityManager;
    const heads = await findRows(em, Head, { name: { $in: ['wanted', 'graphs'] } });
    const headOf = (name: string) => heads.find((head) => head.name === name) ?? { version: 0, hash: '' };
    const own = await em.find(
      FirstPartyRelease,
      { current: true },
      { fields: ['name', 'digest', 'importedAt'], orderBy: { name: 'asc' }, disableIdentityMap: true },
    );
    const releases: readonly Facts[] = await em.find(
      PluginRelease,
      { state: { $in: [...IN_SANDBOX] } },
      {
        fields: [...FACTS, 'publishedAt', 'changedAt'],
        orderBy: { publishedAt: 'desc', id: 'desc' },
        disableIdentityMap: true,
      },
    );
    const plugins = new Map(
      (
        await em.find(
          Plugin,
          {},
          { fields: ['name', 'hopKeyNumber', 'publisherId', 'namespace', 'disabled'], disableIdentityMap: true },
        )
      ).map((plugin) => [plugin.name, plugin]),
    );
    const suspended = await em.find(
      Publisher,
      { suspended: { $ne: null } },
      { fields: ['id'], disableIdentityMap: true },
    );
    const [pin] = await findRows(em, GraphPin, { channel: 'stable' });
    const running = await findRows(em, Rollout, { state: 'RUNNING' }, { orderBy: { startedAt: 'asc', id: 'asc' } });

    const firstParty = own.map(
      ({ name, digest, importedAt }): GraphPart => ({
        name,
        id: digest,
        subgraph: { tier: 'department', release: digest },
        since: importedAt,
      }),
    );
    const partOf = (release: Facts, channel: HopChannel): GraphPart => {
      const { hopKeyNumber = 1, publisherId, namespace } = plugins.get(release.plugin) ?? {};
      return {
        name: release.plugin,
        id: release.id,
        subgraph: pluginOf(release, channel, hopKeyNumber),
        since: channel === 'stable' ? release.changedAt : release.publishedAt,
        ...(publisherId !== undefined && { publisher: publisherId }),
        ...(namespace !== undefined && { namespace }),
      };
    };
    const stable = releases.filter(({ state }) => state === 'STABLE').map((release) => partOf(release, 'stable'));
    const tried = sandboxOf(releases, plugins, new Set(suspended.map(({ id }) => id)));
    return {
      number: headOf('wanted').version,
      head: headOf('graphs'),
      firstParty,
      pinned: pin?.digest ?? null,
      stable: [...firstParty, ...stable],
      sandbox: tried.length === 0 ? null : [...firstParty, ...tried.map((release) => partOf(release, 'sandbox'))],
      rollouts: pin
        ? []
        : running.flatMap((rollout) => {
            const release = releases.find(({ id, state }) => id === rollout.releaseId && state === 'CANARY');
            if (!release) return [];
            const others = stable.filter(({ name }) => name !== rollout.plugin);
            return [{ rollout, parts: [...firstParty, ...others, partOf(release, 'stable')] }];
          }),
    };
  });
}

function pluginOf(release: Facts, channel: HopChannel, hopKeyNumber: number): ArtefactPlugin {
  return {
    tier: 'vendor',
    release: release.digest,
    version: release.version,
    url: channel === 'stable' ? release.stableUrl : release.sandboxUrl,
    hopKeyId: vendorHopKeyId(release.plugin, channel, hopKeyNumber),
    limits: release.terms.limits,
    persons: release.terms.persons,
  };
}
