import { Sensitivity } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';

export const ICD_10 = 'http://hl7.org/fhir/sid/icd-10';
export const SNOMED_CT = 'http://snomed.info/sct';

@Sensitivity('S4', 'PIPL-28 health')
@ObjectType('CodedConcept', { description: 'A concept of a code system (FHIR CodeableConcept, one coding).' })
export class CodedConceptType {
  @Field(() => String, { nullable: true, description: 'Code system, as FHIR names it.' })
  system?: string;

  @Field(() => String, { nullable: true, description: 'Code within the system.' })
  code?: string;

  @Field(() => String, { nullable: true, description: 'What the code means, for people.' })
  display?: string | null;
}
