import { defineConfig } from '@graphql-hive/gateway';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';

/** `NATIVE` is set where its Rust planner is wanted; departments are told who asks by the client's own token. */
export const gatewayConfig = defineConfig({
  ...(process.env.NATIVE ? { unifiedGraphHandler } : {}),
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => {
      const authorization = request.headers.get('authorization');
      return authorization ? { authorization } : {};
    },
  },
  logging: false,
});
