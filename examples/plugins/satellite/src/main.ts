import { runPlugin } from '@citygraph/plugin-sdk';
import { satellitePlugin } from './plugin.ts';

await runPlugin(async () => satellitePlugin());
