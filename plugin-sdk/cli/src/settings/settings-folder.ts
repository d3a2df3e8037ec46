import { join } from 'node:path';
import type { World } from '../world.ts';

/** `$XDG_CONFIG_HOME/citygraph` (XDG Base Directory Specification: a relative path is ignored). */
export function settingsFolder({ env, home }: World): string {
  const base = env.XDG_CONFIG_HOME;
  return join(
    base?.startsWith('/') || /^[A-Za-z]:[\\/]/.test(base ?? '') ? String(base) : join(home, '.config'),
    'citygraph',
  );
}
