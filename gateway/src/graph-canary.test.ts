import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createPlannerRoom } from './operation/planning/resting-planner.ts';
import { type DeliveredHub, eventually, openDeliveredHub, type RunningGateway } from './testing/delivered-hub.ts';
import { planHere } from './testing/plan-here.ts';
import { artefact, type TestArtefact } from './testing/test-delivery.ts';

const UNPLANNABLE = '# the planner stumbles here';

let hub: DeliveredHub;
let running: RunningGateway;
beforeAll(async () => {
  hub = await openDeliveredHub();
  running = await hub.start({
    goldenQueries: [{ query: 'query Golden { name }' }],
    planners: createPlannerRoom({
      async start(options) {
        const planner = await planHere(options);
        if (!options.supergraph.includes(UNPLANNABLE)) return planner;
        const plan: typeof planner.plan = async (document, ...others) => {
          if (document.includes('air_told')) throw new Error('the planner stumbled');
          return planner.plan(document, ...others);
        };
        return { ...planner, plan };
      },
    }),
  });
}, 120_000);
afterAll(() => hub.close());

function changed(change: (sdl: string) => string): TestArtefact {
  const payload = hub.graphs[1]?.document.payload;
  if (!payload) throw new Error('There is no graph.');
  const made = artefact({ ...payload, supergraphSdl: change(payload.supergraphSdl) });
  hub.registry.add(made);
  return made;
}
const refusal = async ({ digest }: TestArtefact): Promise<string | undefined> => {
  hub.publishGraphs({ stable: digest });
  await eventually(() => digest in running.delivery.serving().refused);
  expect((await running.ask('{ air_told }')).data).toEqual({ air_told: 'one' });
  return running.delivery.serving().refused[digest];
};

it('does not serve a graph that lacks what a golden query asks for', async () => {
  const without = changed((sdl) => sdl.replace('  name: String @join__field', '  title: String @join__field'));
  expect(await refusal(without)).toMatch(
    /^It cannot answer the golden query "query Golden \{ name \}": Cannot query field "name"/,
  );
});

it('does not serve a graph that cannot plan what is asked for now', async () => {
  await running.ask('{ air_told }');
  const stumbling = changed((sdl) => `${sdl}\n${UNPLANNABLE}`);
  expect(await refusal(stumbling)).toBe('It cannot plan what is asked for: "{ air_told }"');
});

it('lets nobody keep graphs away by asking what no graph can plan', async () => {
  const stumbling = changed((sdl) => `${sdl}\n${UNPLANNABLE}\n`);
  const fresh = await hub.start({
    planners: createPlannerRoom({
      async start(options) {
        return {
          ...(await planHere(options)),
          plan: async () => {
            throw new Error('it plans nothing at all');
          },
        };
      },
    }),
  });
  expect((await fresh.ask('{ air_told }')).errors?.[0]?.extensions.code).toBe('INTERNAL_ERROR');
  hub.publishGraphs({ stable: stumbling.digest });
  await eventually(() => fresh.delivery.serving().stable === stumbling.digest);
});
