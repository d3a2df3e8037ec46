import type { PluginManifest } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { Plugin } from './plugin.entity.ts';

type Texts = Pick<Plugin, 'title' | 'description' | 'titleZh' | 'descriptionZh'>;

/** What a manifest says to people, as a plugin's row has it. */
export const textsOf = ({ title, description }: Pick<PluginManifest, 'title' | 'description'>): Texts => ({
  title: title.en,
  description: description.en,
  titleZh: title.zh,
  descriptionZh: description.zh,
});

/** Of a release that everybody is served from now on: people approved what it says of itself. One of before manifests said it says nothing. */
export async function takeTexts(em: EntityManager, release: Pick<PluginRelease, 'id' | 'plugin'>): Promise<void> {
  const facts = { fields: ['manifest'], disableIdentityMap: true } as const;
  const { manifest } = await em.findOneOrFail(PluginRelease, { id: release.id }, facts);
  const { title, description } = manifest as Partial<PluginManifest>;
  if (!isSaid(title) || !isSaid(description)) return;
  await em.nativeUpdate(Plugin, { name: release.plugin }, textsOf({ title, description }));
}

const isSaid = (text: PluginManifest['title'] | undefined): text is PluginManifest['title'] =>
  typeof text?.en === 'string' && typeof text.zh === 'string';
