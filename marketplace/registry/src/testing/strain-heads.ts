import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { compose } from '@citygraph/composition';
import { generateSigningKey, type SigningKey, writeSigningKey } from '@citygraph/contract';
import { createCanary } from '@citygraph/gateway';
import { type Database, findRows, migrate, openDatabase } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import { graphPublisher } from '../graph-set/graph-publisher.ts';
import { namedBy } from '../graph-set/named-by.ts';
import { readSet } from '../graph-set/read-set.ts';
import { verifyHead } from '../graph-set/verify-head.ts';
import { registry } from '../index.ts';
import { Head } from '../policy/head.entity.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { bundleRegistry } from './bundle-registry.ts';
import { NAMESPACE, publishAsVendor } from './publish-as-vendor.ts';
import {
  departmentsOfStory,
  makePlugin,
  makePublisherOf,
  type PublisherOfStory,
  vendor,
  vendorNamed,
} from './release-story.ts';
import { storyComposer } from './story-composer.ts';

export interface StrainResult {
  /** Acts that were acknowledged. */
  readonly acknowledged: number;
  /** Graph sets that came of them. */
  readonly sequence: number;
  /** What is wrong, in sentences; empty: nothing. */
  readonly faults: readonly string[];
}

interface Stage {
  readonly url: string;
  readonly keyFile: string;
  readonly key: SigningKey;
  readonly orm: Database;
  em(): EntityManager;
}

/** A plugin without a release yet, and whose it is. */
interface Cast {
  readonly plugin: string;
  readonly publisher: PublisherOfStory;
}

/** A registry's database in a file of its own, with two departments in the graph, plugins that have no release yet, and their publishers. */
async function onStage<T>(
  cast: readonly Cast[],
  play: (stage: Stage) => Promise<T>,
  composer: Compose = storyComposer,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-heads-'));
  const url = `sqlite:${join(folder, 'registry.sqlite')}`;
  const keyFile = join(folder, 'graphs.pem');
  const key = await generateSigningKey();
  await writeFile(keyFile, writeSigningKey(key));
  const orm = await openDatabase({ url, subgraph: registry });
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  try {
    await migrate(orm);
    for (const { plugin, publisher } of cast) {
      await makePublisherOf(em(), publisher);
      await makePlugin(em(), plugin, NAMESPACE, publisher);
    }
    await importFirstParty(em(), departmentsOfStory, new Date());
    await graphPublisher({ em, keys: () => [key], compose: composer }).settle();
    return await play({ url, keyFile, key, orm, em });
  } finally {
    await orm.close(true);
    await rm(folder, { recursive: true, force: true });
  }
}

async function judge({ em, key }: Stage, acknowledged: ReadonlySet<number>): Promise<StrainResult> {
  const { sequence, faults } = await verifyHead(em(), [key.publicJwk]);
  const changes = await findRows(em(), GraphChange, {}, { orderBy: { number: 'asc' } });
  const numbers = new Set(changes.map(({ number }) => number));
  const lost = [...acknowledged].filter((number) => !numbers.has(number));
  const gaps = changes.filter(({ number }, index) => number !== index + 1);
  const { intact, brokenAt } = await verifyAudit(em());
  return {
    acknowledged: acknowledged.size,
    sequence,
    faults: [
      ...faults,
      ...lost.map((number) => `Change ${number} was acknowledged and is lost.`),
      ...gaps.slice(0, 1).map(({ number }) => `Before change ${number} one is missing.`),
      ...(intact ? [] : [`The audit chain is broken at ${brokenAt}.`]),
    ],
  };
}

/** So many publishers at once publish so many releases each, every one with a composition service of its own. */
export function publishAtOnce(publishers: number, releases: number): Promise<StrainResult> {
  const cast = Array.from({ length: publishers }, (_, index) => ({
    plugin: `plugin-${index}`,
    publisher: vendorNamed(`publisher-${index}`),
  }));
  return onStage(cast, async (stage) => {
    const acknowledged = new Set<number>();
    await Promise.all(
      cast.map(async ({ plugin, publisher }) => {
        const { settle } = graphPublisher({ em: stage.em, keys: () => [stage.key], compose: storyComposer });
        for (let release = 1; release <= releases; release += 1) {
          const version = `${release}.0.0`;
          acknowledged.add(await publishAsVendor(stage.em(), { plugin, version, publisher }, new Date()));
          await settle();
        }
      }),
    );
    const result = await judge(stage, acknowledged);
    const open = await stage.em().count(GraphChange, { sequence: null });
    return { ...result, faults: [...result.faults, ...(open > 0 ? [`${open} changes are in no graph set.`] : [])] };
  });
}

export interface KillOptions {
  /** Milliseconds after its first acknowledged release within which a process is ended. */
  readonly longestMs?: number;
  /** `story` composes in no time, so that kills fall on publishing itself; `real` takes seconds, so that they fall on composing and on what is made of it. */
  readonly composer?: 'story' | 'real';
}

/** So many kills strike one database, and the next as many a new one: what is looked through after each kill would else grow with the square of them. */
const KILLS_EACH = 100;
/** Processes that are being started while others are ended: starting is most of the time, and there are two cores. */
const WARM = 2;

/** A process that publishes without end is ended with SIGKILL so many times, each time somewhere else; after each, whoever boots must find a whole head. */
export async function killOften(kills: number, options: KillOptions = {}): Promise<StrainResult> {
  const results: StrainResult[] = [];
  const bundled = await bundleRegistry('testing/publish-forever.ts');
  const program = join(bundled.folder, 'publish-forever.mjs');
  try {
    for (let done = 0; done < kills; done += KILLS_EACH) {
      const some = Math.min(KILLS_EACH, kills - done);
      results.push(
        await onStage(
          [{ plugin: 'air', publisher: vendor }],
          (stage) => killOn({ ...stage, program }, some, options),
          options.composer === 'real' ? compose : storyComposer,
        ),
      );
    }
  } finally {
    await bundled.remove();
  }
  return {
    acknowledged: results.reduce((sum, { acknowledged }) => sum + acknowledged, 0),
    sequence: Math.min(...results.map(({ sequence }) => sequence)),
    faults: results.flatMap(({ faults }) => faults),
  };
}

interface KillStage extends Stage {
  /** Publishes without end. */
  readonly program: string;
}

async function killOn(
  stage: KillStage,
  kills: number,
  { composer = 'story', longestMs = composer === 'real' ? 6_000 : 400 }: KillOptions,
): Promise<StrainResult> {
  const acknowledged = new Set<number>();
  const faults: string[] = [];
  const warm: Publishing[] = [];
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      for (let next = kill + warm.length; warm.length < WARM && next <= kills; next += 1)
        warm.push(startPublishing(stage, next, composer));
      const { said, wrong } = await (warm.shift() as Publishing).endWithin(longestMs);
      if (wrong !== '') faults.push(`Run ${kill}: ${wrong.slice(0, 500)}`);
      // The last line may be half written: it was not acknowledged.
      for (const line of said.split('\n').slice(0, -1)) acknowledged.add(Number(line));
      const after = await judge(stage, acknowledged);
      faults.push(...after.faults.map((fault) => `After kill ${kill}: ${fault}`));
    }
  } finally {
    for (const each of warm) each.end();
  }
  const own = composer === 'real' ? compose : storyComposer;
  await graphPublisher({ em: stage.em, keys: () => [stage.key], compose: own }).settle();
  const result = await judge(stage, acknowledged);
  // A story's graphs are made of root fields alone, and no gateway takes them.
  const unbootable = composer === 'real' ? await bootHead(stage.em()) : [];
  return { ...result, faults: [...faults, ...result.faults, ...unbootable] };
}

/** Boots a gateway with every graph that the head names, as the registry's canary does. */
async function bootHead(em: EntityManager): Promise<string[]> {
  const [head] = await findRows(em, Head, { name: 'graphs' });
  const set = await readSet(em, head?.version ?? 0);
  if (!set) return ['There is no head to boot from.'];
  const canary = createCanary({ hopMaster: randomBytes(32), reach: null });
  const faults: string[] = [];
  for (const digest of namedBy(set.payload)) {
    const artefact = await readArtefact(em, digest);
    const found = artefact ? await canary(artefact.payload, []) : [{ message: 'it is not there' }];
    faults.push(...found.map(({ message }) => `No gateway boots with ${digest}: ${message}`));
  }
  return faults;
}

interface Publishing {
  /** Lets it publish, and ends it within so many milliseconds after its first acknowledged release; answers all that it said. */
  endWithin(longestMs: number): Promise<{ readonly said: string; readonly wrong: string }>;
  end(): void;
}

/** A process that will publish without end, once it is told to. */
function startPublishing({ program, url, keyFile }: KillStage, number: number, composer: string): Publishing {
  const child = spawn(process.execPath, [program, url, keyFile, String(number), composer], {
    env: { NODE_ENV: 'production', NODE_COMPILE_CACHE: join(dirname(program), 'compiled') },
  });
  let [said, wrong] = ['', ''];
  child.stderr.on('data', (data) => {
    wrong += data;
  });
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const begun = new Promise<void>((resolve) => {
    child.stdout.on('data', (data) => {
      said += data;
      resolve();
    });
  });
  // One that died before it was told anything says why on stderr.
  child.stdin.on('error', () => {});
  return {
    async endWithin(longestMs) {
      child.stdin.write('go\n');
      await Promise.race([begun, gone]);
      await sleep(Math.random() * longestMs);
      child.kill('SIGKILL');
      await gone;
      return { said, wrong };
    },
    end: () => void child.kill('SIGKILL'),
  };
}
