import type { Viewer } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { App } from '../app/app.entity.ts';
import { loadOwnPlugin } from '../plugin/load-plugin.ts';
import { assertNotSuspended } from '../publisher/load-publisher.ts';
import { PUBLISHING } from '../publisher/publisher.rules.ts';
import { wrong } from '../wrong.ts';
import { isOfGrantee } from './data-grant.rules.ts';

/** Who would get the data: an app's organisation, or a plugin's publisher. */
export interface WantedGrantee {
  readonly app: string | null;
  readonly plugin: string | null;
}

export interface Grantee {
  readonly app: string;
  readonly plugin: string | null;
  readonly granteeUscc: string;
}

/**
 * The grantee for whom the viewer may ask. Data beyond S1 comes to a plugin only of a firm whose licence was seen: somebody has to answer for it.
 * @throws UNAUTHENTICATED or FORBIDDEN
 */
export async function granteeOf(em: EntityManager, viewer: Viewer, { app, plugin }: WantedGrantee): Promise<Grantee> {
  if (plugin !== null) {
    const { publisher } = await loadOwnPlugin(em, viewer, plugin, PUBLISHING);
    assertNotSuspended(publisher);
    if (publisher.verification === 'LICENCE_CHECKED' && publisher.uscc !== null) {
      return { app: '', plugin, granteeUscc: publisher.uscc };
    }
    throw wrong(
      'FORBIDDEN',
      'plugin',
      `nobody has seen the licence of ${publisher.handle} yet; prove its domain, then show the licence to an administrator.`,
    );
  }
  const known = await em.findOne(App, { clientId: app ?? '' });
  if (known?.organisationUscc && isOfGrantee(viewer, known.organisationUscc)) {
    return { app: known.clientId, plugin: null, granteeUscc: known.organisationUscc };
  }
  throw wrong('FORBIDDEN', 'app', `there is no app ${app}, or you neither work for nor represent who runs it.`);
}
