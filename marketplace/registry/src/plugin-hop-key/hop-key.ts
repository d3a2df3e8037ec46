import { type Viewer, vendorHopSecret } from '@citygraph/contract';
import { transact } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { announce } from '../outbox/announce.ts';
import { holdOwnPlugin, loadOwnPlugin } from '../plugin/load-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';

export type HopChannel = 'STABLE' | 'SANDBOX';

/** What a plugin tells the hub's requests by from anybody else's. */
export interface HopKey {
  readonly keyId: string;
  /** 32 bytes in base64url. */
  readonly secret: string;
  /** `CURRENT` signs now; `NEXT` will after a rotation. */
  readonly turn: 'CURRENT' | 'NEXT';
  /** Subject of who asked: nobody else may read it. */
  readonly shownTo: string;
}

/** Name of a plugin's key, as artefacts have it. */
export const hopKeyIdOf = (plugin: string, channel: HopChannel, number: number): string =>
  `${plugin}.${channel.toLowerCase()}.${number}`;

/**
 * Shows a plugin's keys of one channel to those who publish it: the one that signs now and the one that signs next. Who has installed both misses nothing when keys
 * are changed. Each look is in the audit, by the keys' names.
 */
export async function showHopKeys(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name, channel }: { readonly plugin: string; readonly channel: HopChannel },
  master: Uint8Array,
  now: Date,
): Promise<readonly HopKey[]> {
  return transact(em, async (inner) => {
    const { plugin } = await loadOwnPlugin(inner, viewer, name, PUBLISHING);
    const shownTo = subjectOf(viewer);
    const keys = (['CURRENT', 'NEXT'] as const).map((turn, ahead): HopKey => {
      const { keyId, secret } = vendorHopSecret(master, hopKeyIdOf(name, channel, plugin.hopKeyNumber + ahead));
      return { keyId, secret: Buffer.from(secret).toString('base64url'), turn, shownTo };
    });
    const after = { keys: keys.map(({ keyId }) => keyId) };
    await audit(inner, viewer, { act: 'showHopKeys', target: name, before: null, after }, now);
    return keys;
  });
}

/** From the next graph on the next key signs, on both channels; the one before is known to nobody but who kept it. Answers the plugin's name. */
export async function rotateHopKeys(em: EntityManager, viewer: Viewer, name: string, now: Date): Promise<string> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const { plugin } = await holdOwnPlugin(inner, viewer, name, ['OWNER']);
    await inner.nativeUpdate(Plugin, { name }, { hopKeyNumber: raw('hop_key_number + 1') as never });
    await wantGraphs(inner, viewer, { act: 'rotateHopKeys', plugin: name }, now);
    await announce(inner, 'plugin.keys-rotated', { plugin: name }, now);
    const [before, after] = [plugin.hopKeyNumber, plugin.hopKeyNumber + 1].map((number) => ({ number }));
    await audit(
      inner,
      viewer,
      { act: 'rotateHopKeys', target: name, before: before ?? null, after: after ?? null },
      now,
    );
  });
  return name;
}
