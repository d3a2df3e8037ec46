import { USCCScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';
import type { Agency } from './agency.entity.ts';
import { agencyByUscc } from './agency.loader.ts';

@Key('uscc')
@ObjectType('Agency', { description: 'An agency of the city government.' })
export class AgencyType {
  @Sensitivity('S1')
  @Field(() => USCCScalar, { description: 'Unified social credit code (GB 32100).' })
  uscc!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Official name.' })
  name!: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'Field of competence, such as civil-affairs.' })
  field?: string;
}

export async function agencyReference(ref: Record<string, unknown>, context: SubgraphContext): Promise<Agency | null> {
  return agencyByUscc(context).load(String(ref.uscc));
}
