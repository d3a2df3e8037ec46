import { createCity, DEMO_ENTITIES, ELDER_CHILD, YOUNGER_CHILD } from '@citygraph/city';
import { anonymous, fuzzMutations, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { health } from '../index.ts';
import { AppointmentSlot } from './appointment-slot.entity.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const parent = resident('res_parent', { guardianOf: [ELDER_CHILD.id, YOUNGER_CHILD.id] });
const BOOK =
  'mutation B($slot: ID!, $who: ID!, $key: ID) { bookAppointment(slotId: $slot, residentId: $who, idempotencyKey: $key) { id status } }';
const CANCEL = 'mutation C($id: ID!) { cancelAppointment(id: $id) { id status } }';

describe('a booked appointment', () => {
  const department = testSubgraph(health, { seed: (em) => health.seed(em, city), now });
  const freeSlot = async (): Promise<string> => {
    const { data } = await department
      .as(anonymous())
      .run(
        '{ appointmentSlotsConnection(specialty: "pediatrics", from: "2026-11-03T00:00:00+08:00", first: 1) { nodes { id } } }',
      );
    return data.appointmentSlotsConnection.nodes[0].id;
  };
  const book = async (slot: string, who = ELDER_CHILD.id, key: string | null = `${slot}.${who}`): Promise<string> => {
    const { data, errors } = await department.as(parent).run(BOOK, { slot, who, key });
    expect(errors).toBeUndefined();
    return data.bookAppointment.id;
  };

  it('is given back once, and the slot and the time are free again', async () => {
    const slot = await freeSlot();
    const id = await book(slot);
    expect(await freeSlot()).not.toBe(slot);
    const cancelled = await department.as(parent).run(CANCEL, { id });
    expect(cancelled.data).toEqual({ cancelAppointment: { id, status: 'CANCELLED' } });
    expect((await department.as(parent).run(CANCEL, { id })).errors?.[0]).toMatchObject({
      message: 'The appointment is CANCELLED already.',
      extensions: { code: 'CONFLICT' },
    });
    expect(await freeSlot()).toBe(slot);
    expect(await book(slot, ELDER_CHILD.id, 'again')).not.toBe(id);
  });

  it('is booked anew after it was given back, without a key and once', async () => {
    const slot = await freeSlot();
    const first = await book(slot, ELDER_CHILD.id, null);
    expect(await book(slot, ELDER_CHILD.id, null)).toBe(first);
    await department.as(parent).run(CANCEL, { id: first });
    const second = await book(slot, ELDER_CHILD.id, null);
    expect(second).not.toBe(first);
    expect(await book(slot, ELDER_CHILD.id, null)).toBe(second);
  });

  it.each([
    ['a stranger', resident('res_x'), 'FORBIDDEN'],
    ['the hospital', officer({ agency: DEMO_ENTITIES.hospital, roles: ['doctor'] }), 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is not cancelled by %s, whether it exists or not', async (_, viewer, code) => {
    const id = await book(await freeSlot());
    const known = await department.as(viewer).run(CANCEL, { id });
    const unknown = await department.as(viewer).run(CANCEL, { id: 'apt_none' });
    expect(known.errors?.[0]?.extensions.code).toBe(code);
    expect(unknown.errors?.[0]?.message).toBe(known.errors?.[0]?.message);
  });

  it('that has begun is not cancelled', async () => {
    const slot = await freeSlot();
    const id = await book(slot);
    const { startAt } = await department.em().findOneOrFail(AppointmentSlot, { id: slot });
    department.clock.set(startAt);
    expect((await department.as(parent).run(CANCEL, { id })).errors?.[0]?.extensions.code).toBe('CONFLICT');
  });

  it("stands on the patient's list, for the patient's side alone", async () => {
    const [kept, given] = [await book(await freeSlot()), await book(await freeSlot(), YOUNGER_CHILD.id)];
    await department.as(parent).run(CANCEL, { id: given });
    const ask = (viewer: typeof parent, id: string, args = 'first: 5') =>
      department
        .as(viewer)
        .entity('Resident', { id }, `appointmentsConnection(${args}) { nodes { id status slot { specialty } } }`);
    expect((await ask(parent, ELDER_CHILD.id)).data.appointmentsConnection.nodes).toEqual([
      { id: kept, status: 'BOOKED', slot: { specialty: 'pediatrics' } },
    ]);
    const upcoming = await ask(parent, YOUNGER_CHILD.id, 'upcoming: true');
    expect(upcoming.data.appointmentsConnection.nodes).toEqual([]);
    expect((await ask(parent, YOUNGER_CHILD.id)).data.appointmentsConnection.nodes).toMatchObject([
      { status: 'CANCELLED' },
    ]);
    expect((await ask(resident('res_x'), ELDER_CHILD.id)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('or any other mutation of health is done wholly or refused with a code', async () => {
    const slot = await freeSlot();
    const id = await book(slot);
    const doctor = officer({ agency: DEMO_ENTITIES.hospital, roles: ['doctor'] });
    await fuzzMutations(department, {
      viewers: [parent, doctor, resident('res_x'), anonymous()],
      known: {
        id: [id, 'apt_none'],
        slotId: [slot, await freeSlot()],
        residentId: [ELDER_CHILD.id, YOUNGER_CHILD.id],
        scope: ['HIDE_ENCOUNTERS', 'DENY_RECORD'],
        granteeUscc: [DEMO_ENTITIES.hospital, DEMO_ENTITIES.shop],
        uscc: [DEMO_ENTITIES.hospital, DEMO_ENTITIES.shop],
      },
    });
  });
});

describe('a patient who cancels while another books', () => {
  const department = testSubgraph(health, { commits: true, seed: (em) => health.seed(em, city), now });

  it('leaves the slot with one holder or none', async () => {
    const slot = await department
      .em()
      .findOneOrFail(AppointmentSlot, { startAt: { $gt: now } }, { orderBy: { startAt: 'asc' } });
    const { data } = await department.as(parent).run(BOOK, { slot: slot.id, who: ELDER_CHILD.id, key: 'first' });
    const others = Array.from({ length: 6 }, (_, i) => resident(`res_${i}`));
    const [cancelled, ...booked] = await Promise.all([
      department.as(parent).run(CANCEL, { id: data.bookAppointment.id }),
      ...others.map((viewer, i) => department.as(viewer).run(BOOK, { slot: slot.id, who: `res_${i}`, key: 'k' })),
    ]);
    expect(cancelled?.errors).toBeUndefined();
    const winners = booked.filter(({ errors }) => !errors);
    expect(winners.length).toBeLessThanOrEqual(1);
    const held = await department.em().findOneOrFail(AppointmentSlot, { id: slot.id });
    expect(held.appointmentId ?? null).toBe(winners[0]?.data.bookAppointment.id ?? null);
    expect(booked.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code))).toEqual(
      Array(6 - winners.length).fill('CONFLICT'),
    );
  });
});
