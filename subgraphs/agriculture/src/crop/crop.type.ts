import { Sensitivity } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';
import { CROP_CODES, CROPS, type CropCode } from './crop.rules.ts';

@Sensitivity('S1')
@ObjectType('Crop', { description: 'What grows on a plot, in terms of AGROVOC (FAO).' })
export class CropType {
  @Field(() => String, { description: `The city's code, also of market prices: ${CROP_CODES.join(', ')}.` })
  code!: CropCode;

  @Field(() => String, {
    nullable: true,
    description: 'Concept of AGROVOC; null for ginseng, whose concept could not be verified.',
  })
  agrovocUri!: string | null;

  @Field(() => String, { description: 'Name in Chinese.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Variety as on the seed bag; null when not recorded.' })
  variety!: string | null;
}

/** A crop as the graph shows it. */
export const cropOf = (code: CropCode, variety: string | null | undefined): CropType => ({
  code,
  ...CROPS[code],
  variety: variety ?? null,
});
