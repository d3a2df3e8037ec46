import { DateTimeScalar, DivisionCodeScalar } from '@citygraph/contract';
import { alignRows, defineLoader, divisionPrefix, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { LegalEntityType } from '../hospital/hospital.resolver.ts';
import { Appointment } from './appointment.entity.ts';
import { AppointmentSlot } from './appointment-slot.entity.ts';
import { bookAppointment } from './book-appointment.ts';

/** A list in one answer; ask again with a later `from` to see the rest. */
const MOST = 100;

@Key('id')
@ObjectType('AppointmentSlot', { description: 'A time at a hospital that can be booked (FHIR Slot).' })
export class AppointmentSlotType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Specialty, e.g. pediatrics.' })
  specialty!: string;
}

@Key('id')
@ObjectType('Appointment', { description: 'A booked slot (FHIR Appointment).' })
export class AppointmentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S4', 'PIPL-28 health')
  @Field(() => String, { nullable: true, description: 'BOOKED, FULFILLED, CANCELLED or NO_SHOW.' })
  status?: string;
}

const slotById = defineLoader<string, AppointmentSlot, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(AppointmentSlot, { id: { $in: [...ids] } }), ({ id }) => id),
);

const appointmentById = defineLoader<string, Appointment, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(Appointment, { id: { $in: [...ids] } }), ({ id }) => id),
);

@Resolver(() => AppointmentSlotType)
export class AppointmentSlotResolver {
  @Sensitivity('S1')
  @Query(() => [AppointmentSlotType], {
    nullable: true,
    description: `Free slots of a specialty from a moment on, the earliest first, at most ${MOST}; in one division when given.`,
  })
  appointmentSlots(
    @Arg('specialty', () => String) specialty: string,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true }) divisionCode: string | null,
    @Arg('from', () => DateTimeScalar) from: Date,
    @Ctx() { em, clock }: SubgraphContext,
  ): Promise<AppointmentSlot[]> {
    const now = clock.now();
    return em.find(
      AppointmentSlot,
      {
        specialty,
        appointmentId: null,
        startAt: from > now ? { $gte: from } : { $gt: now },
        ...(divisionCode == null ? {} : { division: { $like: `${divisionPrefix(divisionCode)}%` } }),
      },
      { orderBy: { startAt: 'asc', id: 'asc' }, limit: MOST },
    );
  }

  @Sensitivity('S1')
  @FieldResolver(() => DateTimeScalar, { description: 'When it begins.' })
  start(@Root() { startAt }: AppointmentSlot): Date {
    return startAt;
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'The hospital.' })
  provider(@Root() { providerUscc }: AppointmentSlot): { uscc: string } {
    return { uscc: providerUscc };
  }
}

@Resolver(() => AppointmentType)
export class AppointmentResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => AppointmentSlotType, { nullable: true, description: 'When and where.' })
  slot(@Root() { slotId }: Appointment, @Ctx() context: SubgraphContext): Promise<AppointmentSlot | null> {
    return slotById(context).load(slotId);
  }

  @Sensitivity('S4', 'PIPL-28 health')
  @Mutation(() => AppointmentType, {
    nullable: true,
    description:
      'Book a free slot for yourself or for a minor you are guardian of. A repeat answers the first booking; a slot that is gone is a CONFLICT.',
  })
  async bookAppointment(
    @Arg('slotId', () => ID) slotId: string,
    @Arg('residentId', () => ID) residentId: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Appointment | null> {
    const { em, viewer, clock } = context;
    const id = await bookAppointment(em, viewer, { slotId, residentId }, key ?? null, clock.now());
    return appointmentById(context).load(id);
  }
}

export const appointmentSlotReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<AppointmentSlot | null> => slotById(context).load(String(id));

export const appointmentReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Appointment | null> => appointmentById(context).load(String(id));
