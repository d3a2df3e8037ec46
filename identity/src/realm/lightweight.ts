import type { RealmClient } from './realm.ts';

/** Whether the access tokens of an app say nothing of the person: who is not the city's own learns that from the hub alone, as far as it was granted. */
export const isLightweight = ({ attributes }: Pick<RealmClient, 'attributes'>): boolean =>
  attributes['client.use.lightweight.access.token.enabled'] === 'true';

/** Whether an app knows each person by a `sub` of its own (OpenID Connect Core §8.1). */
export const isPairwise = ({ protocolMappers }: Pick<RealmClient, 'protocolMappers'>): boolean =>
  protocolMappers.some(({ protocolMapper }) => protocolMapper === PAIRWISE);

export const PAIRWISE = 'oidc-sha256-pairwise-sub-mapper';
