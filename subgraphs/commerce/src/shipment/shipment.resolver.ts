import { DateTimeScalar } from '@citygraph/contract';
import { Sensitivity } from '@citygraph/kit';
import { Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../product/product.resolver.ts';
import type { Shipment } from './shipment.entity.ts';

@Sensitivity('S3')
@ObjectType('Shipment', { description: 'Goods on their way.' })
export class ShipmentType {
  @Field(() => String, { nullable: true, description: 'Serial shipping container code (GS1), 18 digits.' })
  sscc?: string;

  @Field(() => String, { nullable: true, description: 'IN_TRANSIT or DELIVERED.' })
  status?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the carrier took the goods over.' })
  shippedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the buyer confirmed them; null: not yet.' })
  deliveredAt?: Date | null;
}

@Resolver(() => ShipmentType)
export class ShipmentResolver {
  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who carries.' })
  carrier(@Root() { carrierUscc }: Shipment): { uscc: string } {
    return { uscc: carrierUscc };
  }
}
