import { servePlugin } from '@citygraph/plugin-sdk';
import { plugin } from './plugin.ts';

await servePlugin(plugin);
