import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, ID, Int, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { checkDocuments, type DocumentFinding, type DocumentsVerdict } from './check-documents.ts';
import type { ChangedRelease } from './since-release.ts';

const Channels = { STABLE: 'STABLE', SANDBOX: 'SANDBOX', ROLLOUT: 'ROLLOUT' } as const;
registerEnumType(Channels, {
  name: 'JudgedGraph',
  description: 'Which graph does not answer a document.',
  valuesConfig: {
    STABLE: { description: 'What everybody has.' },
    SANDBOX: { description: 'The newest release of each plugin.' },
    ROLLOUT: { description: 'A release that is tried on some clients.' },
  },
});

@Sensitivity('S1')
@ObjectType('ChangedRelease', { description: 'A release that a graph to come has, and today’s has not.' })
class ChangedReleaseType {
  @Field(() => String, { description: 'Name of the plugin or department.' })
  subgraph!: string;

  @Field(() => String, { nullable: true, description: 'Null: a department’s, or the plugin is not in that graph.' })
  version?: string | null;
}

@Sensitivity('S1')
@ObjectType('DocumentFinding', { description: 'Why a graph does not answer a document.' })
class DocumentFindingType {
  @Field(() => Int, { description: 'Its place among those that were sent, from 1.' })
  document!: number;

  @Field(() => Channels, { description: 'Which graph it is.' })
  channel!: DocumentFinding['channel'];

  @Field(() => String, { nullable: true, description: 'Operation or fragment; null: it has no name.' })
  operation?: string | null;

  @Field(() => Int, { description: 'From 1.' })
  line!: number;

  @Field(() => Int, { description: 'From 1.' })
  column!: number;

  @Field(() => String, { nullable: true, description: '`Type.field` that is asked for there; null: it is about none.' })
  field?: string | null;

  @Field(() => String, { description: 'What is wrong, as the endpoint would say it.' })
  message!: string;

  @Field(() => [ChangedReleaseType], { description: 'Releases that may be why; empty: it is so today.' })
  since!: readonly ChangedRelease[];
}

@Sensitivity('S1')
@ObjectType('DocumentsVerdict', { description: 'Whether documents are answered today and by what may come next.' })
export class DocumentsVerdictType {
  @Field(() => Int, { description: 'Sequence of the graph set that they were judged by.' })
  sequence!: number;

  @Field(() => Int, { description: 'How many graphs may come next; 0: everybody has what there is.' })
  next!: number;

  @Field(() => [DocumentFindingType], {
    description: 'In the order of the documents; at most 20 a document and graph.',
  })
  findings!: readonly DocumentFinding[];
}

@Resolver()
export class DocumentCheckResolver {
  @Sensitivity('S2')
  @Query(() => DocumentsVerdictType, {
    nullable: true,
    description:
      'Whether an app’s documents are answered today and by what comes next: the sandbox and rollouts. For who runs the app, and for who may ask the sandbox. Nothing is kept.',
  })
  checkDocuments(
    @Arg('documents', () => [String], { description: 'At most 100 at once, of 100 KiB each.' }) documents: string[],
    @Arg('app', () => ID, { nullable: true, description: 'Client id; none: for who may ask the sandbox.' })
    app: string | null,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<DocumentsVerdict> {
    return checkDocuments(em, viewer, { app: app ?? null, documents });
  }
}
