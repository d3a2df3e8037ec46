import { HANDLE, type Viewer } from '@citygraph/contract';
import { idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import { plainLine, plainText } from '../plain-text.ts';
import { assertNotSuspended, holdPublisher } from '../publisher/load-publisher.ts';
import { Namespace } from '../publisher/publisher.entity.ts';
import { assertNotReserved, PUBLISHING } from '../publisher/publisher.rules.ts';
import { takeName } from '../publisher/take-name.ts';
import { wrong } from '../wrong.ts';
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
  title: plainLine(2, 120),
  description: plainText(10, 4_000),
});

/** Makes a plugin under one of its publisher's namespaces; its name and namespace never change. Answers its name. */
export function createPlugin(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.input<typeof NewPlugin>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(NewPlugin, wanted);
  assertNotReserved('name', input.name);
  return idempotent(em, { operation: 'createPlugin', key, viewer, input, now }, async (inner) => {
    const { publisher: handle, name, namespace, title, description } = input;
    const publisher = await holdPublisher(inner, viewer, handle, PUBLISHING);
    assertNotSuspended(publisher);
    const owned = await inner.findOne(Namespace, { name: namespace, publisherId: publisher.id });
    if (!owned)
      throw wrong('FORBIDDEN', 'namespace', `${namespace} is no namespace of ${handle}; take it with takeNamespace.`);
    const count = await inner.count(Plugin, { publisherId: publisher.id });
    if (count >= MOST_PLUGINS) throw wrong('CONFLICT', 'name', `${handle} has ${count} plugins, which is the most.`);
    await takeName(inner, { kind: 'plugin', name, argument: 'name' }, now);
    const plugin = {
      name,
      id: `city.${handle}.${name}`,
      publisherId: publisher.id,
      namespace,
      title,
      description,
      disabled: null,
      disabledBy: null,
      disabledAt: null,
      hopKeyNumber: 1,
      createdAt: now,
      version: 1,
    };
    await inner.insert(Plugin, plugin);
    await audit(inner, viewer, { act: 'createPlugin', target: name, before: null, after: plugin }, now);
    return name;
  });
}
