import type { Admission as Judge } from '@citygraph/admission';
import { createGuardedClient, type HubAddresses, hubOnThisMachine } from '@citygraph/gateway';
import type { Database } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { countAdmission } from '../plugin-release/count-admission.ts';
import { judgeAgainstGraph } from '../plugin-release/judge-against-graph.ts';
import type { RegistryPorts } from '../registry-ports.ts';
import { DEFAULT_PACE, type Pace } from '../rollout/rollout.rules.ts';
import { DEFAULT_WATCHING, type Watching } from '../service-level/watching.ts';

export interface OpenPortsOptions {
  /** `host:port` pairs on this machine that the operator registered for plugins; nothing else on it is asked. */
  readonly loopback?: readonly string[];
  /** Where the hub can be reached besides the addresses and the name of this machine: no stranger is at any of them. */
  readonly hub?: Partial<Pick<HubAddresses, 'addresses' | 'hosts'>>;
  /** Ports of the hub's own listeners: nobody outside may send it there. May grow. */
  readonly ownPorts?: readonly number[];
  /** What the secrets of webhooks are made of, 32 bytes or more. */
  readonly webhookSecret: Uint8Array;
  /** What plugins' keys of the hop are made of; gateways have the same. */
  readonly hopMaster: Uint8Array;
  /** What each step of a rollout must have seen before the next; default the hub's own pace. */
  readonly pace?: Pace;
  /** How long the hub lets stand what is decided. */
  readonly watching?: Watching;
}

export interface OpenPorts {
  readonly ports: Required<Omit<RegistryPorts, 'auditKeys' | 'auditMemory'>>;
  /** Admission judges against the graph that this database has. */
  attach(orm: Database): void;
  close(): Promise<void>;
}

/** What the registry is lent where it runs for real: admission with both composers, and the guarded client. */
export function openPorts({
  loopback = [],
  ownPorts = [],
  hub,
  webhookSecret,
  hopMaster,
  pace = DEFAULT_PACE,
  watching = DEFAULT_WATCHING,
}: OpenPortsOptions): OpenPorts {
  let database: Database | null = null;
  const em = (): EntityManager => {
    if (!database) throw new Error('The registry has no database yet.');
    return database.em.fork() as EntityManager;
  };
  /** Composers and rules take memory: they are loaded with the first document. */
  let judge: Promise<Judge> | null = null;
  const judging = (): Promise<Judge> => {
    judge ??= import('@citygraph/admission').then(({ createAdmission }) => createAdmission({ loopback }));
    return judge;
  };
  const client = createGuardedClient({ loopback, hub: hubOnThisMachine(ownPorts, hub) });
  return {
    ports: {
      admission: judgeAgainstGraph({ em, judge: { judge: async (request) => (await judging()).judge(request) } }),
      countAdmission: countAdmission(em),
      webhookSecret,
      hopMaster,
      client,
      pace,
      watching,
    },
    attach(orm) {
      database = orm;
    },
    async close() {
      await Promise.all([judge?.then((each) => each.close()), client.close()]);
    },
  };
}
