import { CentsScalar, DateScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  granted,
  Key,
  PageArgs,
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
import { ResidentType } from '../deposit-band/resident.resolver.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.type.ts';
import { seesPolicy } from './crop-insurance-policy.access.ts';
import type { CropInsurancePolicy } from './crop-insurance-policy.entity.ts';
import { policiesOfEntity, policiesOfFarmer, policyById } from './crop-insurance-policy.loader.ts';

const MOST = 50;

@Key('id', { resolvable: false })
@ObjectType('Farm')
export class FarmType {
  @Field(() => ID)
  id!: string;
}

@Sensitivity('S3')
@Key('id')
@ObjectType('CropInsurancePolicy', { description: "An insurance of one farm's crops for one season." })
export class CropInsurancePolicyType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; a crop-loss claim names it.' })
  id!: string;

  @Field(() => DateScalar, { nullable: true, description: 'First day insured.' })
  validFrom?: string;

  @Field(() => DateScalar, { nullable: true, description: 'Last day insured.' })
  validTo?: string;

  @Field(() => CentsScalar, { nullable: true, description: 'The most it pays, in cents of yuan (CNY).' })
  sumInsuredCents?: number;
}

const CropInsuranceSide = { INSURER: 'INSURER', OPERATOR: 'OPERATOR' } as const;
type CropInsuranceSide = keyof typeof CropInsuranceSide;

registerEnumType(CropInsuranceSide, {
  name: 'CropInsuranceSide',
  description: 'Which side of an insurance policy an entity is on.',
  valuesConfig: {
    INSURER: { description: 'It insures.' },
    OPERATOR: { description: 'It runs the insured farm.' },
  },
});

const CropInsurancePolicyConnection = connectionOf('CropInsurancePolicy', () => CropInsurancePolicyType);

@Resolver(() => CropInsurancePolicyType)
export class CropInsurancePolicyResolver {
  @Sensitivity('S3')
  @Query(() => CropInsurancePolicyType, { nullable: true, description: 'A policy, for the farm and the insurer.' })
  async cropInsurancePolicy(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CropInsurancePolicy> {
    const how = { argument: 'id', what: 'policy', now: context.clock.now() };
    return granted(context.viewer, seesPolicy, await policyById(context).load(id), how) as CropInsurancePolicy;
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who insures.' })
  insurer(@Root() { insurerUscc }: CropInsurancePolicy): { uscc: string } {
    return { uscc: insurerUscc };
  }

  @Sensitivity('S3')
  @FieldResolver(() => FarmType, { nullable: true, description: 'The farm whose crops are insured.' })
  farm(@Root() { farmId }: CropInsurancePolicy): { id: string } {
    return { id: farmId };
  }
}

@Resolver(() => ResidentType)
export class FarmerPoliciesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [CropInsurancePolicyType], {
    nullable: true,
    description: `Policies of the resident's own farms, the latest first; at most ${MOST}.`,
  })
  async cropInsurancePolicies(
    @Root() { id }: { id: string },
    @Ctx() context: SubgraphContext,
  ): Promise<readonly CropInsurancePolicy[]> {
    return (await policiesOfFarmer(context, { first: MOST }).load(id)).nodes;
  }

  @Sensitivity('S3')
  @FieldResolver(() => CropInsurancePolicyConnection, {
    nullable: true,
    description: "Policies of the resident's own farms, the latest first; those in force on a day when given.",
  })
  cropInsurancePoliciesConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('on', () => DateScalar, { nullable: true }) on: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<CropInsurancePolicy>> {
    return policiesOfFarmer(context, { where: inForce(on), first, after }).load(id);
  }
}

@Resolver(() => LegalEntityType)
export class EntityPoliciesResolver {
  @Sensitivity('S3')
  @FieldResolver(() => CropInsurancePolicyConnection, {
    nullable: true,
    description:
      'Policies that the entity sold, or of farms that it runs, the latest first; for its legal representative. Those in force on a day when given.',
  })
  cropInsurancePoliciesConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('side', () => CropInsuranceSide, { defaultValue: CropInsuranceSide.INSURER }) side: CropInsuranceSide,
    @Arg('on', () => DateScalar, { nullable: true }) on: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<CropInsurancePolicy>> {
    return policiesOfEntity[side](context, { where: inForce(on), first, after }).load(uscc);
  }
}

const inForce = (on: string | null | undefined) =>
  on == null ? {} : { validFrom: { $lte: on }, validTo: { $gte: on } };

export async function cropInsurancePolicyReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CropInsurancePolicy | { id: string }> {
  const id = String(ref.id);
  return (await policyById(context).load(id)) ?? { id };
}
