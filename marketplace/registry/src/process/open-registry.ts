import type { OpenDepartment } from '@citygraph/kit';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { serveControl } from '../control/serve-control.ts';
import { withKeys } from '../index.ts';
import { followDecisions } from '../policy/follow-decisions.ts';
import { readRegistrySettings } from './registry-settings.ts';

/** The registry as a process of its own: the subgraph with its keys, and beside it the listener where gateways follow what is decided. */
export const openRegistry: OpenDepartment = async (own, beside) => {
  const { supergraphSdl, policyKey, consentKey, subjectSecret, control: at } = await readRegistrySettings(own, beside);
  return {
    subgraph: withKeys({ subjectSecret, consentKey }),
    async attend({ orm }, log) {
      await refreshCatalog(orm.em.fork(), supergraphSdl, new Date());
      const control = await serveControl(at);
      const unfollow = await followDecisions({ orm, key: policyKey, subjectSecret, take: control.publish, log }).catch(
        async (error: unknown) => {
          await control.close();
          throw error;
        },
      );
      log({ event: 'control-listens', url: control.url });
      return async () => {
        await unfollow();
        await control.close();
      };
    },
  };
};
