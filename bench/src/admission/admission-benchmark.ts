import { type AdmissionRequest, createAdmission } from '@citygraph/admission';
import { createComposerThread } from '@citygraph/composition';
import type { Benchmark } from '../benchmark.ts';
import { crowdedCity, documentOf, HEAD, PLUGINS, vendor } from './crowded-city.ts';

export const admissionBenchmark: Benchmark = {
  name: 'admission',
  description: `judging a plugin against seven departments and ${PLUGINS} others`,
  async run() {
    const { departments, plugins } = crowdedCity();
    const base = [...departments, ...plugins];
    const thread = createComposerThread();
    const candidate = [...base, vendor('iov')];
    await thread.compose(candidate, 120_000);
    const composing = await timed(() => thread.compose(candidate, 120_000));
    await thread.close();

    const admission = createAdmission();
    const judge = async (sdl: string) => {
      const request: AdmissionRequest = {
        base,
        plugin: { name: 'iov-plugin', url: 'https://iov.example.com/graphql', sdl },
        namespace: 'iov',
        claims: [],
      };
      return (await admission.judge(request)).admitted;
    };
    const first = await timed(() => judge(HEAD + documentOf('iov')), true);
    const next = await timed(() => judge(`${HEAD}${documentOf('iov')}\n# again`), true);
    const monster = await timed(() => judge(`${HEAD}${'type Iov { id: ID! } '.repeat(100_000)}`), false);
    await admission.close();
    return [
      {
        title: 'wait of one plugin (wall clock)',
        unit: 'ms',
        rows: [
          { name: 'both composers alone, warm', value: composing },
          { name: 'admission, first of a process: loads composers, composes the base', value: first },
          { name: 'admission, the next', value: next },
          { name: 'admission of a monster of 2 MB', value: monster },
        ],
      },
    ];
  },
};

async function timed(run: () => Promise<unknown>, expected?: boolean): Promise<number> {
  const since = performance.now();
  const answer = await run();
  const ms = performance.now() - since;
  if (expected !== undefined && answer !== expected) throw new Error('The plugin was not judged as it must be.');
  return ms;
}
