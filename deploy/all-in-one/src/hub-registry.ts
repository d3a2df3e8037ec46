import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type SigningKey, StartError } from '@citygraph/contract';
import { type Gateway, type SealingSecret, shipArchive } from '@citygraph/gateway';
import type { Subgraph } from '@citygraph/kit';
import { followDecisions, refreshCatalog, takeExchanges, withKeys } from '@citygraph/registry';
import { type HubLedger, keptSecret, sealingKey } from './hub-ledger.ts';
import { writeOnce } from './secrets.ts';
import type { StartedDepartment } from './start-department.ts';

export interface HubRegistry {
  /** Ready to be served. */
  readonly subgraph: Subgraph;
  /** Signs policy bundles. */
  readonly policyKey: SigningKey;
  readonly subjectSecret: Uint8Array;
  /** By which third parties know people. */
  readonly sealing: readonly SealingSecret[];
  readonly lastGoodFile: string;
}

/** The registry with its keys, which are made on first start and kept in the data folder. */
export async function openHubRegistry(dataDir: string, { subjectSecret }: HubLedger): Promise<HubRegistry> {
  const folder = join(dataDir, 'registry');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const consentKey = await sealingKey(join(folder, 'consent.pem'));
  return {
    subgraph: withKeys({ subjectSecret, consentKey }),
    policyKey: await sealingKey(join(folder, 'policy.pem')),
    subjectSecret,
    sealing: [{ id: 'a', secret: await keptSecret(join(folder, 'sealing-secret')) }],
    lastGoodFile: join(folder, 'policy.json'),
  };
}

export interface JoinOptions {
  readonly registry: HubRegistry;
  readonly started: StartedDepartment;
  readonly supergraphSdl: string;
  readonly gateway: Gateway;
  readonly ledger: HubLedger['ledger'];
  readonly say: (line: string) => void;
}

/**
 * Lets registry and gateway follow each other: decisions become the policy in force, and evidence comes to those whom it is about. Without a registry the last
 * policy goes on; without either nobody knows which apps are third parties', and the start ends. The answer stops it.
 */
export async function joinRegistry({
  registry: { policyKey, subjectSecret, lastGoodFile },
  started,
  supergraphSdl,
  gateway,
  ledger,
  say,
}: JoinOptions): Promise<() => Promise<void>> {
  const log = (line: object): void => say(JSON.stringify(line));
  const orm = started.running?.orm;
  if (!orm) {
    await useLastGood(lastGoodFile, gateway, started.reason);
    return async () => {};
  }
  await refreshCatalog(orm.em.fork(), supergraphSdl, new Date());
  const unfollow = await followDecisions({
    orm,
    key: policyKey,
    subjectSecret,
    log,
    take(bundle) {
      gateway.setPolicy(bundle);
      // Losing it costs a start without the registry, nothing else.
      writeOnce(lastGoodFile, JSON.stringify(bundle)).catch((error: unknown) =>
        log({ event: 'policy-not-kept', reason: String(error) }),
      );
    },
  });
  const unship = shipArchive({
    folder: ledger.archive,
    ledger: 'citygraph',
    entries: ledger.entries,
    send: (batch) => takeExchanges(orm.em.fork(), batch),
    log,
  });
  return async () => {
    await unfollow();
    await unship();
  };
}

async function useLastGood(file: string, gateway: Gateway, reason: string | null): Promise<void> {
  try {
    gateway.setPolicy(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    throw new StartError(
      `The registry cannot start, and no earlier policy is kept, so nothing may be served: ${reason}`,
    );
  }
}
