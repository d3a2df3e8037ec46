import {
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type SignedDocument,
  type SigningKey,
  signDocument,
} from '@citygraph/contract';
import type { Database } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { bundleOf } from './bundle-of.ts';
import type { ConsentShards } from './consent-shards.ts';
import { Head } from './head.entity.ts';

export interface FollowDecisionsOptions {
  readonly orm: Database;
  /** Signs bundles; a function where it may be rotated, which answers the old and the new one meanwhile. */
  readonly key: SigningKey | (() => readonly SigningKey[]);
  /** Where bundles' consents are. */
  readonly shards: ConsentShards;
  /** Gets each bundle that is newer than the one before; the first is awaited. */
  readonly take: (bundle: SignedDocument<PolicyBundle>) => unknown;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

/** Between two looks at the version: with the bundle's making, revoked is refused well within a second. */
const LOOK_MS = 250;

/** Brings what people decide to gateways of this process, now and whenever it changes; the answer stops it. */
export async function followDecisions({
  orm,
  key,
  shards,
  take,
  log = () => {},
}: FollowDecisionsOptions): Promise<() => Promise<void>> {
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  let known = -1;
  const give = async (): Promise<void> => {
    const bundle = await bundleOf(em(), shards, new Date());
    if (bundle.version <= known) return;
    take(signDocument(POLICY_BUNDLE_TYPE, bundle, typeof key === 'function' ? key() : [key]));
    known = bundle.version;
  };
  await give();
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    const head = await em().findOne(Head, { name: 'policy' }, { fields: ['version'] });
    if ((head?.version ?? 0) > known) await give();
  };
  const timer = setInterval(() => {
    looking ??= look()
      .catch((error: unknown) => log({ level: 'error', event: 'policy-not-read', error: String(error) }))
      .finally(() => {
        looking = null;
      });
  }, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
  };
}
