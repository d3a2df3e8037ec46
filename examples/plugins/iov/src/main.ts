import { createReadStream } from 'node:fs';
import { runPlugin } from '@citygraph/plugin-sdk';
import { hubEndpoint } from './config.ts';
import { openFleet } from './fleet.ts';
import { iovPlugin } from './plugin.ts';
import { cityStations } from './stations.ts';

await runPlugin(async () => {
  const nearStations = cityStations(hubEndpoint());
  const fleet = openFleet();
  // The recorded feed stands for the terminals' connection: a stream of bytes, cut anywhere.
  for await (const chunk of createReadStream(new URL('../data/feed.bin', import.meta.url), { highWaterMark: 1_000 })) {
    fleet.feed(chunk);
  }
  return iovPlugin({ fleet, nearStations });
});
