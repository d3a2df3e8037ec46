import { DateTimeScalar } from '@citygraph/contract';
import { Sensitivity } from '@citygraph/kit';
import { Field, Float, ID, ObjectType } from 'type-graphql';

@Sensitivity('S1')
@ObjectType('CoordinateUse', { description: 'Who asks for a field, an argument or a value, and how often.' })
export class CoordinateUseType {
  @Field(() => String, { description: '`Type.field`, `Type.field(argument:)` or `Enum.VALUE`.' })
  coordinate!: string;

  @Field(() => ID, { nullable: true, description: 'Client id; null: nobody said, or not yours to know.' })
  app?: string | null;

  @Field(() => ID, { description: 'SHA-256 of the document, in hex.' })
  document!: string;

  @Field(() => String, { nullable: true, description: 'Name of the operation.' })
  operationName?: string | null;

  @Field(() => Float, { description: 'Requests.' })
  count!: number;

  @Field(() => Float, { description: 'Of them with errors.' })
  errors!: number;

  @Field(() => DateTimeScalar, { description: 'The last day on which it was asked.' })
  lastDay!: Date;
}
