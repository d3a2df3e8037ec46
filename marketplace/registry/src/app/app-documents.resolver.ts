import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, ID, Mutation, Resolver } from 'type-graphql';
import { withdrawDocuments } from './withdraw-documents.ts';

@Resolver()
export class AppDocumentsResolver {
  @Sensitivity('S2')
  @Mutation(() => [ID], {
    nullable: true,
    description: 'Say which documents your app sends no more. Answers the digests of those that were registered.',
  })
  withdrawDocuments(
    @Arg('app', () => ID, { description: 'Client id.' }) app: string,
    @Arg('digests', () => [ID], { description: 'SHA-256 in hex, at most 500.' }) digests: string[],
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<string[]> {
    return withdrawDocuments(em, viewer, { app, digests }, clock.now());
  }
}
