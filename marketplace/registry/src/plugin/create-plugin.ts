import { DESCRIPTION_LENGTH, HANDLE, TITLE_LENGTH, type Viewer } from '@citygraph/contract';
import { idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { plainLine, plainText } from '../plain-text.ts';
import { assertNotSuspended, holdPublisher, loadPublisher } from '../publisher/load-publisher.ts';
import { Namespace, type Publisher } from '../publisher/publisher.entity.ts';
import { assertNotReserved, PUBLISHING } from '../publisher/publisher.rules.ts';
import { assertNameFree, takeName } from '../publisher/take-name.ts';
import { wrong } from '../wrong.ts';
import type { OwnPlugin } from './load-plugin.ts';
import { Plugin } from './plugin.entity.ts';

const MOST_PLUGINS = 50;

const NewPlugin = z.strictObject({
  publisher: z.string().min(1).max(31),
  name: z
    .string()
    .min(3)
    .max(31)
    .regex(HANDLE, 'write 3 to 31 small letters and digits, single hyphens between, e.g. air-quality'),
  namespace: z.string().min(1).max(31),
  title: plainLine(...TITLE_LENGTH.en),
  description: plainText(...DESCRIPTION_LENGTH.en),
  titleZh: plainLine(...TITLE_LENGTH.zh).nullish(),
  descriptionZh: plainText(...DESCRIPTION_LENGTH.zh).nullish(),
});

export type WantedPlugin = z.input<typeof NewPlugin>;

/** Makes a plugin under one of its publisher's namespaces; its name and namespace never change. Answers its name. */
export function createPlugin(
  em: EntityManager,
  viewer: Viewer,
  wanted: WantedPlugin,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = read(wanted);
  return idempotent(em, { operation: 'createPlugin', key, viewer, input, now }, async (inner) => {
    const { plugin } = await insertPlugin(inner, viewer, input, now);
    return plugin.name;
  });
}

/** The plugin as it would be, for who may make it now; nothing is written. @throws what making it would */
export async function draftPlugin(
  em: EntityManager,
  viewer: Viewer,
  wanted: WantedPlugin,
  now: Date,
): Promise<OwnPlugin> {
  const input = read(wanted);
  const publisher = await loadPublisher(em, viewer, input.publisher, PUBLISHING);
  const plugin = await newPlugin(em, publisher, input, now);
  await assertNameFree(em, nameOf(input));
  return { plugin, publisher };
}

/** Makes it inside a transaction of the caller's. */
export async function insertPlugin(
  em: EntityManager,
  viewer: Viewer,
  wanted: WantedPlugin,
  now: Date,
): Promise<OwnPlugin> {
  const input = read(wanted);
  const publisher = await holdPublisher(em, viewer, input.publisher, PUBLISHING);
  const plugin = await newPlugin(em, publisher, input, now);
  await takeName(em, nameOf(input), now);
  await em.insert(Plugin, plugin);
  await audit(em, viewer, { act: 'createPlugin', target: plugin.name, before: null, after: plugin }, now);
  return { plugin, publisher };
}

function read(wanted: WantedPlugin): WantedPlugin {
  const input = validate(NewPlugin, wanted);
  assertNotReserved('name', input.name);
  return input;
}

const nameOf = ({ name }: WantedPlugin) => ({ kind: 'plugin', name, argument: 'name' }) as const;

async function newPlugin(
  em: EntityManager,
  publisher: Publisher,
  { publisher: handle, name, namespace, title, description, titleZh, descriptionZh }: WantedPlugin,
  now: Date,
): Promise<Plugin> {
  assertNotSuspended(publisher);
  const owned = await em.findOne(Namespace, { name: namespace, publisherId: publisher.id });
  if (!owned)
    throw wrong('FORBIDDEN', 'namespace', `${namespace} is no namespace of ${handle}; take it with takeNamespace.`);
  const count = await em.count(Plugin, { publisherId: publisher.id });
  if (count >= MOST_PLUGINS) throw wrong('CONFLICT', 'name', `${handle} has ${count} plugins, which is the most.`);
  return {
    name,
    id: `city.${handle}.${name}`,
    publisherId: publisher.id,
    namespace,
    title,
    description,
    titleZh: titleZh ?? null,
    descriptionZh: descriptionZh ?? null,
    disabled: null,
    disabledBy: null,
    disabledAt: null,
    hopKeyNumber: 1,
    createdAt: now,
    version: 1,
  };
}
