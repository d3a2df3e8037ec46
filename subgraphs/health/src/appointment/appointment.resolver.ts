import { DateTimeScalar, DivisionCodeScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  divisionPrefix,
  findRows,
  Key,
  PageArgs,
  pageLoader,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { ResidentType } from '../health-record/health-record.resolver.ts';
import { LegalEntityType } from '../hospital/hospital.resolver.ts';
import { Appointment } from './appointment.entity.ts';
import { AppointmentSlot } from './appointment-slot.entity.ts';
import { bookAppointment } from './book-appointment.ts';
import { cancelAppointment } from './cancel-appointment.ts';

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
  alignRows(ids, await findRows(em, AppointmentSlot, { id: { $in: [...ids] } }), ({ id }) => id),
);

const appointmentById = defineLoader<string, Appointment, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Appointment, { id: { $in: [...ids] } }), ({ id }) => id),
);

const AppointmentSlotConnection = connectionOf('AppointmentSlot', () => AppointmentSlotType);
const AppointmentConnection = connectionOf('Appointment', () => AppointmentType);

const appointmentsOf = pageLoader(Appointment, {
  parent: 'residentId',
  order: [
    ['startAt', 'desc'],
    ['id', 'asc'],
  ],
});

/** What can be booked: free, and not begun. */
const bookable = (specialty: string, divisionCode: string | null, from: Date, now: Date) => ({
  specialty,
  appointmentId: null,
  startAt: from > now ? { $gte: from } : { $gt: now },
  ...(divisionCode == null ? {} : { division: { $like: `${divisionPrefix(divisionCode)}%` } }),
});

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
    return findRows(em, AppointmentSlot, bookable(specialty, divisionCode, from, clock.now()), {
      orderBy: { startAt: 'asc', id: 'asc' },
      limit: MOST,
    });
  }

  @Sensitivity('S1')
  @Query(() => AppointmentSlotConnection, {
    nullable: true,
    description: 'Free slots of a specialty from a moment on, the earliest first; in one division when given.',
  })
  appointmentSlotsConnection(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('specialty', () => String) specialty: string,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true }) divisionCode: string | null,
    @Arg('from', () => DateTimeScalar) from: Date,
    @Ctx() { em, clock }: SubgraphContext,
  ): Promise<Connection<AppointmentSlot>> {
    const where = bookable(specialty, divisionCode, from, clock.now());
    const order = [
      ['startAt', 'asc'],
      ['id', 'asc'],
    ] as const;
    return pageOf(em, AppointmentSlot, { where, order, first, after });
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

  @Sensitivity('S4', 'PIPL-28 health')
  @Mutation(() => AppointmentType, {
    nullable: true,
    description: 'Give a booked slot back before it begins, for yourself or for a minor you are guardian of.',
  })
  async cancelAppointment(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Appointment | null> {
    const { em, viewer, clock } = context;
    return appointmentById(context).load(await cancelAppointment(em, viewer, { id }, clock.now()));
  }
}

@Resolver(() => ResidentType)
export class ResidentAppointmentsResolver {
  @Sensitivity('S4', 'PIPL-28 health')
  @FieldResolver(() => AppointmentConnection, {
    nullable: true,
    description: "The resident's appointments, the latest first; for the resident and guardians.",
  })
  appointmentsConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('upcoming', () => Boolean, { nullable: true, description: 'Only booked ones that have not begun.' })
    upcoming: boolean | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Appointment>> {
    const where = upcoming ? { status: 'BOOKED', startAt: { $gt: context.clock.now() } } : {};
    return appointmentsOf(context, { where, first, after }).load(id);
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
