import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertNotTooOften } from '../act-count/not-too-often.ts';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { holdOwnPlugin } from './load-plugin.ts';
import { Plugin } from './plugin.entity.ts';
import { PluginDeprecation } from './plugin-deprecation.entity.ts';

/** Whoever uses it has this time to find something else. */
const LEAST_DAYS = 30;

const Deprecation = z.strictObject({
  plugin: z.string().min(1).max(31),
  reason: reasonText,
  replacement: z.string().min(1).max(31).nullable(),
  sunsetAt: z.date(),
});

/** Times in an hour: whoever uses the plugin is told of each. */
export const DEPRECATED_AN_HOUR = 10;

/** Says that a plugin will end, when, and what to use instead; null: it will not. Nothing is switched off by it. Answers its name. */
export async function deprecatePlugin(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.input<typeof Deprecation>,
  now: Date,
): Promise<string> {
  const { plugin: name, reason, replacement, sunsetAt } = validate(Deprecation, wanted);
  if (sunsetAt.getTime() - now.getTime() < LEAST_DAYS * 86_400_000) {
    throw wrong('BAD_USER_INPUT', 'sunsetAt', `give a moment ${LEAST_DAYS} days or more away.`);
  }
  await transact(em, async (inner) => {
    await holdOwnPlugin(inner, viewer, name, PUBLISHING);
    if (replacement === name || (replacement !== null && (await inner.count(Plugin, { name: replacement })) === 0)) {
      throw wrong('BAD_USER_INPUT', 'replacement', `${replacement} is no other plugin.`);
    }
    const before = await inner.findOne(PluginDeprecation, { plugin: name }, { disableIdentityMap: true });
    const said = { reason, replacement, sunsetAt };
    if (before && JSON.stringify(said) === JSON.stringify({ ...pick(before) })) return;
    const bound = { act: 'deprecatePlugin', about: name, most: DEPRECATED_AN_HOUR, argument: 'plugin' };
    await assertNotTooOften(inner, { ...bound, what: `${name} was deprecated` }, now);
    const after = { plugin: name, ...said, announcedBy: subjectOf(viewer), announcedAt: now };
    if (before) await inner.nativeUpdate(PluginDeprecation, { plugin: name }, after);
    else await inner.insert(PluginDeprecation, after);
    await announce(
      inner,
      'plugin.deprecated',
      { plugin: name, reason, replacement, sunsetAt: sunsetAt.toISOString() },
      now,
    );
    await audit(inner, viewer, { act: 'deprecatePlugin', target: name, reason, before, after }, now);
  });
  return name;
}

/** Takes the word back that a plugin will end. Answers its name. */
export async function keepPlugin(em: EntityManager, viewer: Viewer, name: string, now: Date): Promise<string> {
  await transact(em, async (inner) => {
    await holdOwnPlugin(inner, viewer, name, PUBLISHING);
    const before = await inner.findOne(PluginDeprecation, { plugin: name }, { disableIdentityMap: true });
    if (!before) return;
    await inner.nativeDelete(PluginDeprecation, { plugin: name });
    await announce(inner, 'plugin.kept', { plugin: name }, now);
    await audit(inner, viewer, { act: 'keepPlugin', target: name, before, after: null }, now);
  });
  return name;
}

const pick = ({ reason, replacement, sunsetAt }: PluginDeprecation) => ({ reason, replacement, sunsetAt });
