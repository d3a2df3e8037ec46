import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  havingText,
  Key,
  PageArgs,
  pageLoader,
  pageOf,
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
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import { registerSystem } from './register-system.ts';
import { ShareType } from './share-type.ts';
import { SystemRegistration } from './system-registration.entity.ts';
import { UpdateCycle } from './update-cycle.ts';

@Key('id')
@Sensitivity('S1')
@ObjectType('SystemRegistration', {
  description: "A business system of an agency that provides data to the city's exchange platform.",
})
export class SystemRegistrationType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { description: 'What the system is called.' })
  name!: string;

  @Field(() => String, { description: 'The resource it gives.' })
  resource!: string;

  @Field(() => ShareType, { description: 'How it is shared.' })
  shareType!: ShareType;

  @Field(() => String, {
    nullable: true,
    description: 'CONDITIONAL: the condition. NOT_SHARED: the reason in law. UNCONDITIONAL: null.',
  })
  shareCondition?: string;

  @Sensitivity('S2')
  @Field(() => Int, { nullable: true, description: 'Grade of protection, MLPS 2.0 (GB/T 22239): 1 to 4.' })
  mlpsLevel?: number;

  @Field(() => UpdateCycle, { description: 'How often it is brought up to date.' })
  updateCycle!: UpdateCycle;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was registered.' })
  registeredAt?: Date;
}

const SystemRegistrationConnection = connectionOf('SystemRegistration', () => SystemRegistrationType);

const ORDER = [
  ['name', 'asc'],
  ['id', 'asc'],
] as const;

const systemById = defineLoader<string, SystemRegistration, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, SystemRegistration, { id: { $in: [...ids] } }), ({ id }) => id),
);

const systemsOf = pageLoader(SystemRegistration, { parent: 'agencyUscc', order: ORDER });

@Resolver(() => SystemRegistrationType)
export class SystemRegistrationResolver {
  @Sensitivity('S1')
  @Query(() => SystemRegistrationConnection, {
    nullable: true,
    description: 'Systems that provide data, in the order of their names.',
  })
  async systemRegistrations(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('agency', () => USCCScalar, { nullable: true, description: 'Only systems of this agency.' })
    agency: string | null,
    @Arg('text', () => String, { nullable: true, description: 'Part of the resource or of the name.' })
    text: string | null,
    @Arg('shareType', () => ShareType, { nullable: true, description: 'Only what is shared like this.' })
    shareType: ShareType | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<SystemRegistration>> {
    const where = {
      ...(agency == null ? {} : { agencyUscc: agency }),
      ...(shareType == null ? {} : { shareType }),
      ...(text == null ? {} : { $or: [havingText('name', text), havingText('resource', text)] }),
    };
    return pageOf<SystemRegistration>(em, SystemRegistration, { where, order: ORDER, first, after });
  }

  @Sensitivity('S2')
  @Mutation(() => SystemRegistrationType, {
    nullable: true,
    description: 'Register a system as a provider: for an administrator of the agency whose system it is.',
  })
  async registerSystem(
    @Arg('agency', () => USCCScalar, { description: 'Your own agency.' }) agency: string,
    @Arg('name', () => String, { description: 'What the system is called; new in your agency.' }) name: string,
    @Arg('resource', () => String, { description: 'The resource it gives, 2 to 200 characters.' }) resource: string,
    @Arg('shareType', () => ShareType, { description: 'How it is shared.' }) shareType: ShareType,
    @Arg('shareCondition', () => String, {
      nullable: true,
      description: 'With CONDITIONAL the condition, with NOT_SHARED the reason in law.',
    })
    shareCondition: string | null,
    @Arg('mlpsLevel', () => Int, { description: 'Grade of protection (GB/T 22239), 1 to 4.' }) mlpsLevel: number,
    @Arg('updateCycle', () => UpdateCycle, { description: 'How often it is brought up to date.' })
    updateCycle: UpdateCycle,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<SystemRegistration | null> {
    const { em, viewer, clock } = context;
    const sharing = { shareType, shareCondition: shareCondition ?? null };
    const registration = { agency, name, resource, ...sharing, mlpsLevel, updateCycle };
    return systemById(context).load(await registerSystem(em, viewer, registration, key, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that provides it.' })
  async agency(@Root() { agencyUscc }: SystemRegistration, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(agencyUscc);
  }
}

@Resolver(() => AgencyType)
export class AgencySystemsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => SystemRegistrationConnection, {
    nullable: true,
    description: 'Systems that the agency provides data from, in the order of their names.',
  })
  systems(
    @Root() { uscc }: Agency,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SystemRegistration>> {
    return systemsOf(context, { first, after: after ?? null }).load(uscc);
  }
}

export async function systemRegistrationReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<SystemRegistration | null> {
  return systemById(context).load(String(ref.id));
}
