import type { PluginManifest, Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { draftPlugin, insertPlugin, type WantedPlugin } from '../plugin/create-plugin.ts';
import { holdOwnPlugin, loadOwnPlugin, type OwnPlugin } from '../plugin/load-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { textsOf } from '../plugin/take-texts.ts';
import { assertNotSuspended } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';

export interface Releasing {
  readonly em: EntityManager;
  readonly viewer: Viewer;
  /** Name of the plugin. */
  readonly name: string;
  readonly manifest: PluginManifest;
  readonly now: Date;
}

export interface ReleasedPlugin extends OwnPlugin {
  /** The release brings the plugin with it. */
  readonly isNew: boolean;
}

/** By what right somebody publishes: finds the plugin for them, or refuses. */
export interface PublishRight {
  /** Nothing is held. */
  find(releasing: Releasing): Promise<ReleasedPlugin>;
  /** Inside the transaction that stores the release: held, and made when it is not there. */
  hold(releasing: Releasing): Promise<ReleasedPlugin>;
}

/** Members of a publisher who publish. Their first release makes the plugin, both or neither: a document that is refused takes no name. */
export const asMember: PublishRight = {
  async find({ em, viewer, name, manifest, now }) {
    if (!(await isThere(em, name)))
      return { ...(await draftPlugin(em, viewer, wantedBy(name, manifest), now)), isNew: true };
    const own = await loadOwnPlugin(em, viewer, name, PUBLISHING);
    assertNotSuspended(own.publisher);
    return { ...own, isNew: false };
  },
  async hold({ em, viewer, name, manifest, now }) {
    return (await isThere(em, name))
      ? { ...(await holdOwnPlugin(em, viewer, name, PUBLISHING)), isNew: false }
      : { ...(await insertPlugin(em, viewer, wantedBy(name, manifest), now)), isNew: true };
  },
};

const isThere = async (em: EntityManager, name: string): Promise<boolean> => (await em.count(Plugin, { name })) > 0;

/** What the manifest says of the plugin. */
const wantedBy = (name: string, { publisher, namespace, title, description }: PluginManifest): WantedPlugin => ({
  publisher,
  name,
  namespace,
  ...textsOf({ title, description }),
});
