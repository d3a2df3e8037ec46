import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  groupRows,
  havingText,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { AgencyType } from '../federated-types.ts';
import { CatalogEntry } from './catalog-entry.entity.ts';
import type { CatalogItem } from './catalog-of.ts';
import { dcatOf } from './dcat-of.ts';
import { notGranted } from './not-granted.ts';
import { ShareType } from './share-type.ts';

registerEnumType(ShareType, {
  name: 'CatalogShareType',
  description: 'How a resource of the catalogue is shared (GB/T 21063).',
  valuesConfig: {
    UNCONDITIONAL: { description: 'With everybody.' },
    CONDITIONAL: { description: 'Under a grant of its provider.' },
    NOT_SHARED: { description: 'With nobody; the condition names the reason.' },
  },
});

@Sensitivity('S1')
@ObjectType('CatalogItem', { description: 'An item of a resource: one field of the graph.' })
export class CatalogItemType {
  @Field(() => String, { description: 'The field.' })
  name!: string;

  @Field(() => String, { description: '`Type.field`: what a grant names.' })
  coordinate!: string;

  @Field(() => String, { description: 'Its type, as the schema writes it.' })
  dataType!: string;

  @Field(() => String, { description: 'S1 to S4, or I.' })
  sensitivity!: string;

  @Field(() => String, { description: 'What it is.' })
  description!: string;

  @Field(() => [String], { description: 'Purposes that it is answered for; empty: any.' })
  purposes!: readonly string[];
}

@Key('id')
@Sensitivity('S1')
@ObjectType('CatalogEntry', {
  description: "A resource of the city's catalogue (GB/T 21063): what one department knows about one type.",
})
export class CatalogEntryType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { description: 'Resource code: class and department, then a number that is never given again.' })
  resourceCode!: string;

  @Field(() => String, { description: 'What it is called.' })
  title!: string;

  @Field(() => String, { description: 'What it is.' })
  abstract!: string;

  @Field(() => ShareType, { description: 'How it is shared.' })
  shareType!: ShareType;

  @Field(() => String, { nullable: true, description: 'On what condition, or why not.' })
  shareCondition?: string | null;

  @Field(() => [CatalogItemType], { description: 'Its items.' })
  items!: readonly CatalogItem[];

  @Field(() => DateTimeScalar, { description: 'When it came into the catalogue.' })
  publishedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the graph lost it; null: it is there.' })
  withdrawnAt?: Date | null;
}

@Resolver(() => CatalogItemType)
export class CatalogItemResolver {
  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why no third party gets it, whoever would grant it; null: its provider decides.',
  })
  notGranted(@Root() { coordinate }: CatalogItem): string | null {
    return notGranted(coordinate);
  }
}

const CatalogEntryConnection = connectionOf('CatalogEntry', () => CatalogEntryType);

const ORDER = [
  ['resourceCode', 'asc'],
  ['id', 'asc'],
] as const;

/** One loader a request. */
export const entryById = defineLoader<string, CatalogEntry, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CatalogEntry, { id: { $in: [...ids] } }), ({ id }) => id),
);

const entriesOfType = defineLoader<string, CatalogEntry[], SubgraphContext>(async (types, { em }) =>
  groupRows(
    types,
    await findRows(
      em,
      CatalogEntry,
      { typeName: { $in: [...types] } },
      { orderBy: { resourceCode: 'asc', id: 'asc' } },
    ),
    ({ typeName }) => typeName,
  ),
);

/** The resources that some coordinates are items of, in the order of their codes. */
export async function entriesWith(coordinates: readonly string[], context: SubgraphContext): Promise<CatalogEntry[]> {
  const types = [...new Set(coordinates.map((coordinate) => coordinate.split('.')[0] ?? ''))];
  const found = await Promise.all(types.map((type) => entriesOfType(context).load(type)));
  return found
    .flatMap((entries) => entries ?? [])
    .filter(({ items }) => items.some(({ coordinate }) => coordinates.includes(coordinate)))
    .sort((one, other) => (one.resourceCode < other.resourceCode ? -1 : 1));
}

@Resolver(() => CatalogEntryType)
export class CatalogEntryResolver {
  @Sensitivity('S1')
  @Query(() => CatalogEntryConnection, {
    nullable: true,
    description: 'What the city holds, in the order of resource codes; withdrawn resources are left out.',
  })
  catalog(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('text', () => String, { nullable: true, description: 'Part of the title or of what it is.' })
    text: string | null,
    @Arg('shareType', () => ShareType, { nullable: true, description: 'Only what is shared like this.' })
    shareType: ShareType | null,
    @Arg('provider', () => USCCScalar, { nullable: true, description: 'Only what this agency answers for.' })
    provider: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<CatalogEntry>> {
    const where = {
      withdrawnAt: null,
      ...(shareType == null ? {} : { shareType }),
      ...(provider == null ? {} : { providerUscc: provider }),
      ...(text == null ? {} : { $or: [havingText('title', text), havingText('abstract', text)] }),
    };
    return pageOf<CatalogEntry>(em, CatalogEntry, { where, order: ORDER, first, after });
  }

  @Sensitivity('S1')
  @Query(() => CatalogEntryType, { nullable: true, description: 'One resource; null: there is none with this key.' })
  catalogEntry(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<CatalogEntry | null> {
    return entryById(context).load(id);
  }

  @Sensitivity('S1')
  @Query(() => String, {
    nullable: true,
    description:
      'The whole catalogue as JSON-LD after DCAT-AP 3.0, for other portals to harvest; withdrawn resources are left out.',
  })
  async catalogDcat(@Ctx() { em, clock }: SubgraphContext): Promise<string> {
    const entries = await findRows(
      em,
      CatalogEntry,
      { withdrawnAt: null },
      { orderBy: { resourceCode: 'asc', id: 'asc' } },
    );
    return JSON.stringify(dcatOf(entries, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that answers for it.' })
  provider(@Root() { providerUscc }: CatalogEntry): { uscc: string } {
    return { uscc: providerUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => Boolean, { description: 'Whether anybody may have all of it.' })
  openToPublic(@Root() { shareType }: CatalogEntry): boolean {
    return shareType === ShareType.UNCONDITIONAL;
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { description: 'REAL_TIME: the graph answers from the department itself.' })
  updateCycle(): string {
    return 'REAL_TIME';
  }

  @Sensitivity('S1')
  @FieldResolver(() => [String], { description: '`Type.field` of all its items.' })
  coordinates(@Root() { items }: CatalogEntry): string[] {
    return items.map(({ coordinate }) => coordinate);
  }
}
