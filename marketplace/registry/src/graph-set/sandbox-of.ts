import type { Plugin } from '../plugin/plugin.entity.ts';

/** Plugins of one publisher that the sandbox tries at once: who has more takes nobody else's place. */
export const MOST_IN_SANDBOX = 25;

interface Tried {
  readonly plugin: string;
}

/**
 * What is tried of releases, the newest first: one of each plugin, of each publisher no more than so many, and nothing of a plugin that is switched off or of a publisher that
 * is suspended, for whom nothing new is done.
 */
export function sandboxOf<R extends Tried>(
  releases: readonly R[],
  plugins: ReadonlyMap<string, Pick<Plugin, 'publisherId' | 'disabled'>>,
  suspended: ReadonlySet<string>,
  most = MOST_IN_SANDBOX,
): R[] {
  const seen = new Set<string>();
  const counted = new Map<string, number>();
  return releases.filter(({ plugin: name }) => {
    const plugin = plugins.get(name);
    if (seen.has(name) || !plugin || plugin.disabled !== null || suspended.has(plugin.publisherId)) return false;
    const count = counted.get(plugin.publisherId) ?? 0;
    if (count >= most) return false;
    seen.add(name);
    counted.set(plugin.publisherId, count + 1);
    return true;
  });
}
