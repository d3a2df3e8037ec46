import { DateTimeScalar } from '@citygraph/contract';
import { Sensitivity } from '@citygraph/kit';
import { Field, Float, ObjectType } from 'type-graphql';

/** A reading as the graph shows it. */
export interface Reading {
  readonly at: Date;
  readonly value: number;
  readonly unit: string;
  readonly quality: string;
  readonly kind: 'REGISTER' | 'INTERVAL';
}

@Sensitivity('S3')
@ObjectType('MeterReading', { description: 'What a meter counted (IEC 61968-9, Green Button).' })
export class MeterReadingType {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the register was read; of an interval, its end.' })
  at?: Date;

  @Field(() => Float, { nullable: true, description: 'In `unit`.' })
  value?: number;

  @Field(() => String, { nullable: true, description: 'kWh, m3 or GJ.' })
  unit?: string;

  @Field(() => String, {
    nullable: true,
    description: 'VALID, ESTIMATED, SUSPECT, or EXCHANGED: the first of a new meter.',
  })
  quality?: string;

  @Field(() => String, {
    nullable: true,
    description: 'REGISTER: what the register showed; INTERVAL: used since the reading before.',
  })
  kind?: string;
}
