import { expected } from '../expected.ts';
import type { Hub } from '../hub/hub.ts';
import { type Finding, PUBLISH_RELEASE, PUBLISH_VERDICT, type PublishVerdict } from '../operations/plugin.ts';
import type { Bundle } from './bundle.ts';

/** What became of a release, whoever published it. */
export interface Published {
  readonly accepted: boolean;
  readonly isRepeat: boolean;
  readonly digest: string;
  /** By which it was published, where a person did. */
  readonly decision?: number | null;
  readonly findings: readonly Finding[];
}

const variablesOf = ({ plugin, sdl, manifest }: Bundle) => ({ plugin, sdl, manifest: JSON.stringify(manifest) });

/** The first release brings the plugin with it: the hub makes both or neither. */
export async function publishAsMember(hub: Hub, bundle: Bundle): Promise<PublishVerdict> {
  return expected((await hub.act(PUBLISH_RELEASE, variablesOf(bundle))).publishRelease);
}

/** What would be sent, and what the hub would answer; it is asked, and does nothing. */
export async function tryAsMember(hub: Hub, bundle: Bundle) {
  const variables = variablesOf(bundle);
  const verdict = expected((await hub.ask(PUBLISH_VERDICT, variables)).publishVerdict);
  return { wouldSend: { hub: hub.origin, operation: PUBLISH_RELEASE.name, variables }, verdict };
}
