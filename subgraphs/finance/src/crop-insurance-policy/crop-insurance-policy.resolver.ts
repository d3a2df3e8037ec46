import { CentsScalar, DateScalar } from '@citygraph/contract';
import {
  alignRows,
  anyOf,
  defineLoader,
  Key,
  officer,
  representative,
  Sensitivity,
  type SubgraphContext,
  self,
  type TypeAccess,
} from '@citygraph/kit';
import { Field, FieldResolver, ID, ObjectType, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../lending-profile/legal-entity.ts';
import { CropInsurancePolicy } from './crop-insurance-policy.entity.ts';

@Key('id')
@ObjectType('CropInsurancePolicy', { description: "Insurance of a farm's crops for a season." })
export class CropInsurancePolicyType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S3')
  @Field(() => CentsScalar, { nullable: true, description: 'The most that is paid for losses, in CNY cents.' })
  sumInsuredCents?: number;

  @Sensitivity('S3')
  @Field(() => DateScalar, { nullable: true, description: 'First day insured.' })
  validFrom?: string;

  @Sensitivity('S3')
  @Field(() => DateScalar, { nullable: true, description: 'Last day insured.' })
  validTo?: string;
}

@Resolver(() => CropInsurancePolicyType)
export class CropInsurancePolicyResolver {
  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who insures.' })
  insurer(@Root() { insurerUscc }: CropInsurancePolicy): { uscc: string } {
    return { uscc: insurerUscc };
  }
}

/** The farmer, the cooperative that runs the farm, the insurer, and the insurer's officer on a claim. */
export const cropInsurancePolicyAccess: TypeAccess<CropInsurancePolicy> = {
  default: anyOf(
    self(({ farmerId }) => farmerId),
    representative(({ operatorUscc }) => operatorUscc),
    representative(({ insurerUscc }) => insurerUscc),
    officer({ purposes: ['insurance-claim'], subject: ({ id, farmId }) => [id, farmId] }),
  ),
};

const policyById = defineLoader<string, CropInsurancePolicy, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(CropInsurancePolicy, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const cropInsurancePolicyReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CropInsurancePolicy | null> => policyById(context).load(String(id));
