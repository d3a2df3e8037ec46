import { CentsScalar, GTINScalar, parseGtin, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  Extensible,
  findRows,
  groupRows,
  havingText,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { Offer } from './offer.entity.ts';
import { Product } from './product.entity.ts';

const MOST = 50;

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Sensitivity('S1')
@Extensible()
@Key('gtin')
@ObjectType('Product', { description: 'Goods with a bar code (GS1 trade item).' })
export class ProductType {
  @Field(() => GTINScalar, { description: 'GTIN, as 14 digits.' })
  gtin!: string;

  @Field(() => String, { description: 'Name on the label.' })
  name!: string;
}

@Sensitivity('S1')
@ObjectType('Offer', { description: 'Who sells a product, and at what price.' })
export class OfferType {
  @Field(() => CentsScalar, { description: 'Price of a unit in cents of `currency`.' })
  priceCents!: number;

  @Field(() => Int, { description: 'Units left.' })
  stock!: number;
}

const ProductConnection = connectionOf('Product', () => ProductType);

export const productByGtin = defineLoader<string, Product, SubgraphContext>(async (gtins, { em }) =>
  alignRows(gtins, await findRows(em, Product, { gtin: { $in: [...gtins] } }), ({ gtin }) => gtin),
);

const offersOf = defineLoader<string, Offer[], SubgraphContext>(async (gtins, { em }) =>
  groupRows(
    gtins,
    await findRows(em, Offer, { gtin: { $in: [...gtins] } }, { orderBy: { priceCents: 'asc', sellerUscc: 'asc' } }),
    ({ gtin }) => gtin,
  ),
);

@Resolver(() => ProductType)
export class ProductResolver {
  @Sensitivity('S1')
  @Query(() => ProductType, {
    nullable: true,
    description: 'A product by the number under its bar code; null when there is none.',
  })
  product(@Arg('gtin', () => GTINScalar) gtin: string, @Ctx() context: SubgraphContext): Promise<Product | null> {
    return productByGtin(context).load(gtin);
  }

  @Sensitivity('S1')
  @Query(() => ProductConnection, { nullable: true, description: 'Products by name.' })
  products(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('text', () => String, { nullable: true, description: 'Part of the name.' }) text: string | null,
    @Arg('brandOwner', () => USCCScalar, { nullable: true }) brandOwner: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<Product>> {
    const where = {
      ...(text == null ? {} : havingText('name', text)),
      ...(brandOwner == null ? {} : { brandOwnerUscc: brandOwner }),
    };
    const order = [
      ['name', 'asc'],
      ['gtin', 'asc'],
    ] as const;
    return pageOf(em, Product, { where, order, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'Whose brand it is.' })
  brandOwner(@Root() { brandOwnerUscc }: Product): { uscc: string } {
    return { uscc: brandOwnerUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => [OfferType], { description: `Who sells it, the cheapest first, at most ${MOST}.` })
  async offers(@Root() { gtin }: Product, @Ctx() context: SubgraphContext): Promise<Offer[]> {
    return ((await offersOf(context).load(gtin)) ?? []).slice(0, MOST);
  }
}

@Resolver(() => OfferType)
export class OfferResolver {
  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'Who sells.' })
  seller(@Root() { sellerUscc }: Offer): { uscc: string } {
    return { uscc: sellerUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { description: 'ISO 4217: CNY.' })
  currency(): string {
    return 'CNY';
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'A warning: the seller holds no licence for this trade. null: none.',
  })
  notice(@Root() { licensed }: Offer): string | null {
    return licensed ? null : 'The seller holds no living licence for this trade; orders are not taken.';
  }
}

export const productReference = (
  { gtin }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Product | null> => productByGtin(context).load(parseGtin(String(gtin)));
