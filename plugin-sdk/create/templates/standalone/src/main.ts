import { runPlugin } from '@citygraph/plugin-sdk';

await runPlugin(() => import('./plugin.ts'));
