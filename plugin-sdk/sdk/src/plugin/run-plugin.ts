import { StartError } from '@citygraph/contract';
import { inLocale } from '@citygraph/contract/locale';
import { localeOfProcess } from './config.ts';
import type { Plugin } from './define-plugin.ts';
import { type ServePluginOptions, servePlugin } from './serve-plugin.ts';
import { say } from './start-words.ts';
import { whyNoStart } from './why-no-start.ts';

/** The status of a process that could not start for a reason that was said; that of the command line as well. */
const CANNOT_START = 3;

/**
 * A plugin's process, from its first line to its last: `await runPlugin(() => import('./plugin.ts'))`, where the module exports `plugin`. It loads the plugin and serves it
 * as {@link servePlugin} does until SIGTERM or SIGINT, then drains and exits with 0. What stops its start is said on standard error in one sentence, in Chinese where the locale
 * (`CITYGRAPH_LOCALE`, `LC_ALL`, `LC_MESSAGES`, `LANG`) is, and it exits with 3; an error in the plugin's own code is thrown on.
 */
export async function runPlugin(
  plugin: Plugin | (() => Promise<Plugin | { readonly plugin: Plugin }>),
  options: Omit<ServePluginOptions, 'signals'> = {},
): Promise<void> {
  try {
    const loaded = typeof plugin === 'function' ? await plugin() : plugin;
    const found: Plugin | undefined = 'plugin' in loaded ? loaded.plugin : loaded;
    if (typeof found?.schema !== 'function') throw new StartError(say('unnamed'));
    await servePlugin(found, { ...options, signals: true });
  } catch (error) {
    const why = whyNoStart(error);
    if (why === null) throw error;
    process.stderr.write(`${inLocale(why, localeOfProcess())}\n`);
    process.exit(CANNOT_START);
  }
}
