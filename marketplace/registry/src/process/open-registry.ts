import type { OpenDepartment } from '@citygraph/kit';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { serveControl } from '../control/serve-control.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { withKeys } from '../index.ts';
import { followDecisions } from '../policy/follow-decisions.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { attendGraphs, type GraphPorts } from './attend-graphs.ts';
import { followKeyset } from './follow-keyset.ts';
import { readRegistrySettings } from './registry-settings.ts';

/** The registry as a process of its own: the subgraph with its keys, and beside it the listener where gateways follow what is decided. */
export const openRegistryWith =
  (ports: GraphPorts = {}): OpenDepartment =>
  async (own, beside) => {
    const settings = await readRegistrySettings(own, beside);
    const { supergraphSdl, policyKey, consentKey, subjectSecret, graphs, control: at } = settings;
    return {
      subgraph: withKeys({ subjectSecret, consentKey }),
      async attend({ orm }, log) {
        const closers: (() => unknown)[] = [];
        const leave = async (): Promise<void> => {
          for (const close of closers.splice(0)) await close();
        };
        try {
          if (!graphs) await refreshCatalog(orm.em.fork(), supergraphSdl, new Date());
          const control = await serveControl({
            ...at,
            log,
            artefact: (digest) => readArtefact(orm.em.fork(), digest, graphs?.keys),
            report: (gateway, report) => takeReport(orm.em.fork(), gateway, report, new Date()),
          });
          closers.unshift(() => control.close());
          const take = control.publish;
          if (graphs) closers.unshift(await followKeyset({ file: graphs.keysetFile, take, log }));
          closers.unshift(await followDecisions({ orm, key: policyKey, subjectSecret, take, log }));
          if (graphs) {
            const { schemas, keys } = graphs;
            closers.unshift(await attendGraphs({ ...ports, orm, schemas, keys: () => keys, take, log }));
          }
          log({ event: 'control-listens', url: control.url });
          return leave;
        } catch (error) {
          await leave();
          throw error;
        }
      },
    };
  };

export const openRegistry: OpenDepartment = openRegistryWith();
