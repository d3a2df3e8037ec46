import { InvestmentProjectCodeScalar, USCCScalar } from '@citygraph/contract';
import { External, Key } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('uscc', { resolvable: false })
@ObjectType('Agency')
export class AgencyType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}

@Key('projectCode')
@ObjectType('ParallelApprovalCase')
export class ParallelApprovalCaseType {
  @Field(() => InvestmentProjectCodeScalar)
  projectCode!: string;

  @External()
  @Field(() => LegalEntityType, { nullable: true })
  applicant?: { uscc: string } | null;
}
