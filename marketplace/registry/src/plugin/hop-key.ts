import { CityGraphError, type HopChannel, type Viewer, vendorHopKeyId, vendorHopSecret } from '@citygraph/contract';
import { type SubgraphContext, transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { reasonText } from '../plain-text.ts';
import { OWNING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { holdOwnPlugin } from './load-plugin.ts';
import { Plugin } from './plugin.entity.ts';

export interface HopKey {
  /** `air-quality.stable.1`: what requests name. */
  readonly keyId: string;
  /** HMAC-SHA256, base64url. */
  readonly secret: string;
}

/** What gateways and the registry make keys of. @throws INTERNAL_ERROR when the deployment gave none. */
export function hopMasterOf(context: SubgraphContext): Uint8Array {
  const { hopMaster } = context as SubgraphContext & { readonly hopMaster?: Uint8Array };
  if (!hopMaster) throw new CityGraphError('INTERNAL_ERROR', 'The registry was started without a secret for hop keys.');
  return hopMaster;
}

const keyOf = (plugin: string, channel: HopChannel, number: number, master: Uint8Array): HopKey => {
  const { keyId, secret } = vendorHopSecret(master, vendorHopKeyId(plugin, channel, number));
  return { keyId, secret: Buffer.from(secret).toString('base64url') };
};

export interface WantedKey {
  readonly plugin: string;
  readonly channel: HopChannel;
  /** The one that comes after the key in use: a server should know both before it changes. */
  readonly next: boolean;
}

/** Shows an owner what a plugin's requests are signed with; that it was shown is in the audit. */
export function showHopKey(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name, channel, next }: WantedKey,
  master: Uint8Array,
  now: Date,
): Promise<HopKey> {
  return transact(em, async (inner) => {
    const { plugin } = await holdOwnPlugin(inner, viewer, name, OWNING);
    const key = keyOf(name, channel, plugin.hopKeyNumber + (next ? 1 : 0), master);
    await audit(
      inner,
      viewer,
      { act: 'showHopKey', target: key.keyId, before: null, after: { keyId: key.keyId } },
      now,
    );
    return key;
  });
}

/** How many keys may have been shown: the one in use and the next. */
export const SHOWN = 2;

const Replacing = z.strictObject({ plugin: z.string().min(1).max(31), number: z.int(), reason: reasonText });

/**
 * From the next graph on requests are signed with a key that nobody was ever shown, in both channels: for when somebody who knew the keys has gone, or one was lost. There is
 * no overlap, or who knew the old one would still be believed: until the plugin's server knows the new key, it refuses the hub, and the plugin's fields are null. `number` is
 * the key's, so that a repeat changes nothing. Answers the plugin's name.
 */
export async function replaceHopKey(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.input<typeof Replacing>,
  now: Date,
): Promise<string> {
  const { plugin: name, number, reason } = validate(Replacing, wanted);
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const { plugin } = await holdOwnPlugin(inner, viewer, name, OWNING);
    const { hopKeyNumber } = plugin;
    if (hopKeyNumber === number) return;
    const unseen = hopKeyNumber + SHOWN;
    if (number !== unseen) {
      throw wrong(
        'CONFLICT',
        'number',
        `the key in use is number ${hopKeyNumber}, and ${hopKeyNumber + 1} may have been shown; the first that nobody was shown is ${unseen}.`,
      );
    }
    await inner.nativeUpdate(Plugin, { name }, { hopKeyNumber: number });
    await wantGraphs(inner, viewer, { act: 'replaceHopKey', plugin: name }, now);
    const change = { before: { number: hopKeyNumber }, after: { number } };
    await audit(inner, viewer, { act: 'replaceHopKey', target: name, reason, ...change }, now);
  });
  return name;
}

/**
 * From the next graph on requests are signed with the next key; `number` is that key's, so that a repeat changes nothing. Answers the plugin's name.
 */
export async function rotateHopKey(
  em: EntityManager,
  viewer: Viewer,
  { plugin: name, number }: { readonly plugin: string; readonly number: number },
  now: Date,
): Promise<string> {
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const { plugin } = await holdOwnPlugin(inner, viewer, name, OWNING);
    if (plugin.hopKeyNumber === number) return;
    if (plugin.hopKeyNumber + 1 !== number) {
      throw wrong(
        'CONFLICT',
        'number',
        `the key in use is number ${plugin.hopKeyNumber}; the next is ${plugin.hopKeyNumber + 1}.`,
      );
    }
    await inner.nativeUpdate(Plugin, { name }, { hopKeyNumber: number });
    await wantGraphs(inner, viewer, { act: 'rotateHopKey', plugin: name }, now);
    const change = { before: { number: plugin.hopKeyNumber }, after: { number } };
    await audit(inner, viewer, { act: 'rotateHopKey', target: name, ...change }, now);
  });
  return name;
}
