import { createCanary, hubOnThisMachine } from '@citygraph/gateway';
import type { OpenDepartment } from '@citygraph/kit';
import { withKeys } from '../index.ts';
import type { GraphPorts } from './attend-graphs.ts';
import { auditPublicKeys } from './audit-public-keys.ts';
import { followKeyset } from './follow-keyset.ts';
import { openPorts } from './open-ports.ts';
import { readRegistrySettings } from './registry-settings.ts';
import { runControlPlane } from './run-control-plane.ts';

/** The registry as a process of its own: the subgraph with its keys, and beside it the listener where gateways follow what is decided. */
export const openRegistryWith =
  (given: GraphPorts = {}): OpenDepartment =>
  async (own, beside) => {
    const settings = await readRegistrySettings(own, beside);
    const { policyKey, consentKey, subjectSecret, hopMaster, graphs, plugins, control, audit } = settings;
    const { hub, webhookSecret, rollouts: pace, watching } = settings;
    const ports = openPorts({ loopback: plugins.loopback, hub, webhookSecret, hopMaster, pace, watching });
    // Departments answer no one but gateways: from here a graph is booted and planned for.
    const addresses = hubOnThisMachine([], hub);
    const vendors = { loopback: plugins.loopback, hub: () => addresses };
    const canary = createCanary({ hopMaster, reach: null, vendors });
    return {
      subgraph: withKeys(
        { subjectSecret, consentKey },
        {
          ...ports.ports,
          ...(audit && { auditKeys: () => auditPublicKeys(audit.folder, audit.keys()) }),
          ...(audit?.memory && { auditMemory: audit.memory }),
        },
      ),
      async attend({ orm }, log) {
        ports.attach(orm);
        if (!audit?.memory) log(NOT_REMEMBERED);
        const plane = await runControlPlane({
          canary,
          goldenQueries: graphs.goldenQueries,
          ...given,
          orm,
          policyKeys: () => [policyKey],
          graphKeys: () => graphs.keys,
          followKeyset: (take) => followKeyset({ file: graphs.keysetFile, take, log }),
          subjectSecret,
          audit,
          control,
          firstParty: graphs.schemas,
          log,
        });
        return async () => {
          await plane.close();
          await ports.close();
        };
      },
    };
  };

/** Said at every start: an operator who means it has to know what it means. */
const NOT_REMEMBERED = {
  level: 'warn',
  event: 'audit-not-remembered',
  note: 'Nothing outside the database knows what was sealed: whoever can write to it can take the last acts away unseen.',
  advice: 'Set own.audit.memoryFile to a file of this registry alone.',
};

export const openRegistry: OpenDepartment = openRegistryWith();
