import type { PluginManifest } from '@citygraph/contract';
import { CommandError } from '../command-error.ts';
import { expected } from '../expected.ts';
import { DryRun, type Intended } from '../hub/dry-run.ts';
import type { Hub } from '../hub/hub.ts';
import { CREATE_PLUGIN, PLUGIN_BY_NAME } from '../operations/plugin.ts';

export interface Reserving {
  readonly plugin: string;
  /** Of the plugin's folder; null: it was named without one. */
  readonly manifest: PluginManifest | null;
  /** What is done after it, for who only wants to hear of it. */
  readonly next: Omit<Intended, 'hub'>;
}

/** Takes the plugin's name as its manifest describes it, unless it is there: before its first release it is nobody's. Whether it was taken now. */
export async function reservePlugin(hub: Hub, { plugin, manifest, next }: Reserving): Promise<boolean> {
  if ((await hub.ask(PLUGIN_BY_NAME, { plugin })).plugin !== null) return false;
  if (manifest === null) {
    throw new CommandError('USAGE', 'error.no-such-plugin', { plugin }, { suggestions: [['hint.in-its-folder']] });
  }
  const { publisher, subgraph: name, namespace, title, description } = manifest;
  const wanted = {
    publisher,
    name,
    namespace,
    title: title.en,
    description: description.en,
    titleZh: title.zh,
    descriptionZh: description.zh,
  };
  try {
    expected((await hub.act(CREATE_PLUGIN, wanted)).createPlugin);
  } catch (error) {
    throw error instanceof DryRun ? new DryRun(error.intended, [{ hub: error.intended.hub, ...next }]) : error;
  }
  return true;
}
