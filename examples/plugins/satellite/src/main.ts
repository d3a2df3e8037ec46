import { servePlugin } from '@citygraph/plugin-sdk';
import { satellitePlugin } from './plugin.ts';

await servePlugin(satellitePlugin());
