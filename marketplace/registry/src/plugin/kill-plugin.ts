import { CityGraphError, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { endIncident } from '../incident/close-incident.ts';
import { openIncident, openKeyOf } from '../incident/open-incident.ts';
import { officesOf } from '../notification/offices.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { assertNotOwn } from '../publisher/assert-not-own.ts';
import { publisherOf } from '../publisher/load-publisher.ts';
import { beginStepsAnew } from '../rollout/begin-steps-anew.ts';
import { Plugin } from './plugin.entity.ts';

const Switch = z.strictObject({
  plugin: z.string().min(1).max(31),
  reason: reasonText,
});

/** Switches a plugin off in every graph: its names stay, its fields are null with the reason, nothing is sent to it. Off already, it stays as it is. Answers its name. */
export const killPlugin = (
  em: EntityManager,
  viewer: Viewer,
  input: z.input<typeof Switch>,
  now: Date,
): Promise<string> =>
  switchPlugin(em, viewer, 'killPlugin', input, now, (plugin, reason) =>
    plugin.disabled === null ? { disabled: reason, disabledBy: viewer.principal.subject ?? '', disabledAt: now } : null,
  );

/** Serves a plugin again. On already, it stays as it is. Answers its name. */
export const restorePlugin = (
  em: EntityManager,
  viewer: Viewer,
  input: z.input<typeof Switch>,
  now: Date,
): Promise<string> =>
  switchPlugin(em, viewer, 'restorePlugin', input, now, (plugin) =>
    plugin.disabled === null ? null : { disabled: null, disabledBy: null, disabledAt: null },
  );

async function switchPlugin(
  em: EntityManager,
  viewer: Viewer,
  act: 'killPlugin' | 'restorePlugin',
  input: z.input<typeof Switch>,
  now: Date,
  decide: (plugin: Plugin, reason: string) => Partial<Plugin> | null,
): Promise<string> {
  assertAdministrator(viewer);
  const { plugin: name, reason } = validate(Switch, input);
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    // Holds it before it is read: of two switches at once, the second sees what the first left.
    await inner.nativeUpdate(Plugin, { name }, { version: raw('version') as never });
    const plugin = await inner.findOne(Plugin, { name }, { disableIdentityMap: true });
    if (!plugin) {
      throw new CityGraphError('NOT_FOUND', `plugin: there is no plugin ${name}.`, {
        extensions: { argument: 'plugin' },
      });
    }
    const change = decide(plugin, reason);
    if (!change) return;
    // Switching one's own plugin off harms nobody else; on again, another has to.
    if (act === 'restorePlugin') {
      await assertNotOwn(
        inner,
        viewer,
        await publisherOf(inner, plugin.publisherId),
        { argument: 'plugin', name },
        now,
      );
    }
    const after = { ...plugin, ...change, version: plugin.version + 1 };
    await inner.nativeUpdate(Plugin, { name }, { ...change, version: after.version });
    // What is tried of it leaves the sandbox, or comes back; where it serves, its names stay.
    await wantGraphs(inner, viewer, { act, plugin: name }, now);
    const topic = act === 'killPlugin' ? 'plugin.killed' : 'plugin.restored';
    const concerned = { offices: officesOf([]), except: [viewer.principal.subject ?? ''] };
    await announce(inner, topic, { plugin: name, reason }, now, concerned);
    const trouble = { kind: 'PLUGIN_KILLED' as const, subject: name };
    if (act === 'killPlugin') {
      await openIncident(inner, { ...trouble, detail: reason, action: 'The plugin was switched off.' }, now);
    } else {
      await endIncident(inner, viewer, openKeyOf(trouble), now);
      await beginStepsAnew(inner, { plugin: name }, now);
    }
    await audit(inner, viewer, { act, target: name, reason, before: plugin, after }, now);
    await touchPolicy(inner, now);
  });
  return name;
}
