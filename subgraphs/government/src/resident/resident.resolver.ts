import { CityGraphError, DateScalar, ResidentIdNumberScalar } from '@citygraph/contract';
import { Extensible, Key, Pairwise, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { lookUpIdNumber } from './look-up-id-number.ts';
import { mayKnowResident, type ResidentSubject } from './resident.access.ts';
import type { Resident } from './resident.entity.ts';
import { residentById, wardsOf } from './resident.loader.ts';

@Key('id')
@Pairwise()
@Extensible()
@ObjectType('Resident', { description: 'A natural person on the population register.' })
export class ResidentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; says nothing about the person and is sealed per vendor.' })
  id!: string;

  @Sensitivity('S4', 'PIPL-28 / GB 11643')
  @Field(() => ResidentIdNumberScalar, {
    nullable: true,
    description: 'Citizen identity number (GB 11643), never a key.',
  })
  idNumber?: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'Name as registered.' })
  name?: string;

  @Sensitivity('S3')
  @Field(() => DateScalar, { nullable: true, description: 'Date of birth.' })
  birthDate?: string;
}

@Resolver(() => ResidentType)
export class ResidentResolver {
  @Sensitivity('S3')
  @Query(() => ResidentType, {
    nullable: true,
    description: 'The signed-in resident; null for one who is not a resident.',
  })
  async me(@Ctx() context: SubgraphContext): Promise<Resident | null> {
    const { resident } = context.viewer.principal;
    return resident === null ? null : residentById(context).load(resident);
  }

  @Sensitivity('S3')
  @Query(() => ResidentType, {
    nullable: true,
    description:
      'A resident by key. FORBIDDEN unless you are that resident, a guardian, of the household, or an officer on a case.',
  })
  async resident(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Resident> {
    const resident = await residentById(context).load(id);
    const verdict = mayKnowResident(context.viewer, resident ?? unregistered(id), context.clock.now());
    // Says of the viewer alone what is missing, never whether there is such an object.
    if (!verdict.allowed && verdict.code !== 'FORBIDDEN') throw new CityGraphError(verdict.code, verdict.message);
    if (!verdict.allowed || !resident) {
      throw new CityGraphError('FORBIDDEN', `You may not see resident ${id}, or there is none of that key.`);
    }
    return resident;
  }

  @Sensitivity('S4', 'PIPL-28 / GB 11643')
  @Query(() => ResidentType, {
    nullable: true,
    description:
      'A subject of your case by identity number: officers with case and purpose only, a limited number a day.',
  })
  async residentByIdNumber(
    @Arg('idNumber', () => ResidentIdNumberScalar) idNumber: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Resident> {
    return lookUpIdNumber(em, viewer, idNumber, clock.now());
  }

  @Sensitivity('S4', 'minors under 14')
  @FieldResolver(() => [ResidentType], {
    nullable: true,
    description: 'Minors this resident is guardian of, eldest first.',
  })
  async guardianOf(@Root() { id }: ResidentSubject, @Ctx() context: SubgraphContext): Promise<Resident[]> {
    return (await wardsOf(context).load(id)) ?? [];
  }
}

/** A reference to a key the register does not know answers like one the viewer may not see. */
export async function residentReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ResidentSubject> {
  const id = String(ref.id);
  return (await residentById(context).load(id)) ?? unregistered(id);
}

function unregistered(id: string): ResidentSubject {
  return { id, householdId: null, division: null };
}
