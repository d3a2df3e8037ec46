import type { Adapter, AdapterPayload } from 'oidc-provider';
import type { Store } from './sqlite-store.ts';

/** oidc-provider's view of the store. */
export function storeAdapter(store: Store): (kind: string) => Adapter {
  return (kind) => ({
    upsert: async (id, payload, expiresIn) => store.put(kind, id, payload as Record<string, unknown>, expiresIn),
    find: async (id) => store.get(kind, id) as AdapterPayload | undefined,
    findByUid: async (uid) => store.find(kind, 'uid', uid) as AdapterPayload | undefined,
    findByUserCode: async (userCode) => store.find(kind, 'user_code', userCode) as AdapterPayload | undefined,
    destroy: async (id) => store.remove(kind, id),
    revokeByGrantId: async (grantId) => store.removeGrant(grantId),
    async consume(id) {
      const payload = store.get(kind, id);
      if (!payload) return;
      const now = Math.floor(Date.now() / 1000);
      const { exp } = payload as { exp?: number };
      store.put(kind, id, { ...payload, consumed: now }, exp ? Math.max(1, exp - now) : undefined);
    },
  });
}
