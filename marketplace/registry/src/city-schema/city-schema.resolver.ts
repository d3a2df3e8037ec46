import type { SubgraphKind } from '@citygraph/contract';
import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root, registerEnumType } from 'type-graphql';
import { type CitySchema, type CitySubgraph, readCitySchema } from './read-city-schema.ts';

const Kinds = { DEPARTMENT: 'department', REGISTRY: 'registry', PLUGIN: 'plugin' } as const satisfies Record<
  string,
  SubgraphKind
>;

registerEnumType(Kinds, {
  name: 'CitySubgraphKind',
  description: 'Whose subgraph it is.',
  valuesConfig: {
    DEPARTMENT: { description: "One of the city's departments." },
    REGISTRY: { description: 'The registry itself.' },
    PLUGIN: { description: "A stranger's stable release, with its labels." },
  },
});

@Sensitivity('S2')
@ObjectType('CitySubgraph', {
  description: 'A subgraph of the graph that everybody is served, as others compose against it.',
})
export class CitySubgraphType {
  @Field(() => String, { nullable: true, description: 'Its name in the graph.' })
  name?: string;

  @Field(() => Kinds, { nullable: true, description: 'Whose it is.' })
  kind?: SubgraphKind;

  @Field(() => String, { nullable: true, description: 'Its schema document. Where it is served is nobody’s business.' })
  sdl?: string;

  @Field(() => ID, { nullable: true, description: 'SHA-256 of the document, in hex.' })
  digest?: string;
}

@Sensitivity('S2')
@ObjectType('CitySchema', {
  description: 'What a plugin is to join: the documents of the graph that everybody is served.',
})
export class CitySchemaType {
  @Field(() => Int, { nullable: true, description: 'Sequence of the graph set whose stable graph it is.' })
  sequence?: number;

  @Field(() => ID, {
    nullable: true,
    description: 'SHA-256 in hex of the canonical JSON (RFC 8785) of the names, kinds and digests of its subgraphs.',
  })
  digest?: string;
}

@Resolver(() => CitySchemaType)
export class CitySchemaResolver {
  @Sensitivity('S2')
  @Query(() => CitySchemaType, {
    nullable: true,
    description:
      'The schema that plugins are composed against, for anybody who is signed in; null: there is no graph yet.',
  })
  citySchema(@Ctx() { em }: SubgraphContext): Promise<CitySchema | null> {
    return readCitySchema(em);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [CitySubgraphType], { nullable: true, description: 'In the order of their names.' })
  subgraphs(@Root() { subgraphs }: CitySchema): readonly CitySubgraph[] {
    return subgraphs;
  }
}
