import { DateTimeScalar } from '@citygraph/contract';
import { Sensitivity } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';
import { DECLARATION_STATUSES } from './trade-declaration.entity.ts';

@Sensitivity('S3')
@ObjectType('TradeDeclaration', { description: 'Goods declared for export.' })
export class TradeDeclarationType {
  @Field(() => String, { nullable: true, description: '18 digits.' })
  declarationNo?: string;

  @Field(() => String, { nullable: true, description: 'Harmonized System code, 6 to 10 digits.' })
  hsCode?: string;

  @Field(() => String, { nullable: true, description: 'Where the goods go: ISO 3166-1 alpha-2.' })
  partnerCountry?: string;

  @Field(() => String, { nullable: true, description: 'Serial shipping container code of the goods.' })
  sscc?: string;

  @Field(() => String, { nullable: true, description: `${DECLARATION_STATUSES.join(', ')}.` })
  status?: string;

  @Field(() => String, { nullable: true, description: "Customs' words." })
  reason?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was declared.' })
  declaredAt?: Date;
}
