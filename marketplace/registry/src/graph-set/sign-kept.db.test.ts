import {
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphSet,
  generateSigningKey,
  type SignedDocument,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  verifyDocument,
} from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { importFirstParty } from '../first-party-release/import-first-party.ts';
import { registry } from '../index.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { departmentsOfStory } from '../testing/release-story.ts';
import { now } from '../testing/story.ts';
import { storyComposer } from '../testing/story-composer.ts';
import { followGraphs } from './follow-graphs.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { readSet } from './read-set.ts';
import { signKept } from './sign-kept.ts';

const [before, after, other] = [await generateSigningKey(), await generateSigningKey(), await generateSigningKey()];
const signersOf = (document: SignedDocument<unknown> | null) => document?.signatures.map(({ keyId }) => keyId);

describe('a key that signs from now on', () => {
  const department = testSubgraph(registry, { now });
  const em = () => department.em();
  /** Graph sets that gateways get, while `act` lasts. */
  const follow = async (
    keys: () => readonly SigningKey[],
    act: (taken: readonly SignedDocument<GraphSet>[]) => unknown,
  ) => {
    await importFirstParty(em(), departmentsOfStory, now);
    const taken: SignedDocument<GraphSet>[] = [];
    const composers = { compose: storyComposer, composeSandbox: storyComposer };
    const stop = await followGraphs({ em, keys, ...composers, now: () => now, take: (set) => taken.push(set) });
    await act(taken);
    await stop();
    const [first] = taken;
    if (!first) throw new Error('No graph set came.');
    return { taken, set: first.payload };
  };

  it('signs what the one beside it has signed, while the registry runs, and gateways get it so', async () => {
    let keys = [before];
    const { taken, set } = await follow(
      () => keys,
      async (sofar) => {
        keys = [after, before];
        while (sofar.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      },
    );
    expect(taken.map(signersOf)).toEqual([[before.kid], [after.kid, before.kid]]);
    expect(verifyDocument(taken[1], GRAPH_SET_TYPE, [after.publicJwk])).toEqual(set);
    // A week later, the other is gone.
    const artefact = await readArtefact(em(), set.stable, [after]);
    expect(verifyDocument(artefact, SUPERGRAPH_ARTEFACT_TYPE, [after.publicJwk])).toBeDefined();
    expect(await signKept(em(), [after])).toEqual([]);
  });

  it('signs nothing that none beside it has signed, and says what to do', async () => {
    const { sequence, stable } = (
      await follow(
        () => [before],
        () => {},
      )
    ).set;
    const error = /cannot be signed anew: .*whose key is not known\. Where its key was retired while no registry ran/;
    await expect(readArtefact(em(), stable, [other])).rejects.toThrow(error);
    await expect(readSet(em(), sequence, [other])).rejects.toThrow(error);
    expect(await signKept(em(), [other])).toHaveLength(2);
    expect(signersOf(await readArtefact(em(), stable))).toEqual([before.kid]);
  });

  it('signs nothing that somebody wrote into the database', async () => {
    const { set } = await follow(
      () => [before],
      () => {},
    );
    const row = await em().findOneOrFail(SupergraphVersion, { digest: set.stable }, { disableIdentityMap: true });
    const document = JSON.parse(row.document) as SignedDocument<{ subgraphs: object }>;
    const forged = { ...document.payload, subgraphs: {} };
    const digest = digestOfPayload(forged);
    const unsigned = JSON.stringify({ ...document, payload: forged, signatures: [] });
    await em().nativeUpdate(SupergraphVersion, { digest: set.stable }, { digest, document: unsigned });
    await expect(readArtefact(em(), digest, [before])).rejects.toThrow('signed by nobody, whose key is not known');
    const pointing = { ...set, stable: digest };
    await em().nativeUpdate(
      GraphSetVersion,
      { sequence: set.sequence },
      {
        digest: digestOfPayload(pointing),
        document: JSON.stringify({ type: GRAPH_SET_TYPE, payload: pointing, signatures: [] }),
      },
    );
    await expect(readSet(em(), set.sequence, [before])).rejects.toThrow('Graph set 1 cannot be signed anew');
  });
});
