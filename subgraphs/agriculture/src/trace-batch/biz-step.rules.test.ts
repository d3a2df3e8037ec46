import { describe, expect, it } from '@jest/globals';
import {
  actionOf,
  assertMayRecord,
  BIZ_STEPS,
  type BizStep,
  bizStepUri,
  MOST_EVENTS,
  parseBizStep,
  type Role,
} from './biz-step.rules.ts';

const BRAND = 'brand';
const SHOP = 'shop';
const LORRY = 'lorry';
const ROLES: Record<string, Role[]> = { [BRAND]: ['brand owner'], [SHOP]: ['seller'], [LORRY]: ['carrier'] };

/** `brand:packing shop:receiving` */
const past = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((event) => {
      const [actorUscc = '', bizStep] = event.split(':');
      return { actorUscc, bizStep: bizStep as BizStep };
    });

const mayRecord = (uscc: string, step: string, events: string, custody = {}) =>
  assertMayRecord(parseBizStep(step), { uscc, roles: ROLES[uscc] ?? [] }, { ...custody, events: past(events) });

const PACKED = 'brand:commissioning brand:packing';
const SHIPPED = `${PACKED} brand:shipping`;

describe('the chain of custody', () => {
  it.each([
    [BRAND, 'commissioning', ''],
    [BRAND, 'packing', 'brand:commissioning'],
    [BRAND, 'storing', 'brand:commissioning'],
    [BRAND, 'shipping', PACKED],
    [BRAND, 'retail_selling', PACKED],
    [BRAND, 'destroying', SHIPPED],
    [LORRY, 'loading', SHIPPED],
    [LORRY, 'departing', `${SHIPPED} lorry:loading`],
    [LORRY, 'transporting', `${SHIPPED} lorry:loading`],
    [LORRY, 'arriving', `${SHIPPED} lorry:loading`],
    [LORRY, 'unloading', `${SHIPPED} lorry:loading`],
    [SHOP, 'receiving', SHIPPED],
    [SHOP, 'storing', `${SHIPPED} shop:receiving`],
    [SHOP, 'stocking', `${SHIPPED} shop:receiving`],
    [SHOP, 'retail_selling', `${SHIPPED} shop:receiving`],
    [SHOP, 'shipping', `${SHIPPED} shop:receiving`],
  ])('lets %s record %s after "%s"', (who, step, events) => {
    expect(() => mayRecord(who, step, events)).not.toThrow();
  });

  it.each([
    [SHOP, 'commissioning', '', 'FORBIDDEN', 'commissioning is recorded by the brand owner.'],
    [SHOP, 'packing', 'brand:commissioning', 'FORBIDDEN', 'by the brand owner'],
    [BRAND, 'receiving', SHIPPED, 'FORBIDDEN', 'by the seller'],
    [BRAND, 'loading', SHIPPED, 'FORBIDDEN', 'by the carrier'],
    [LORRY, 'retail_selling', SHIPPED, 'FORBIDDEN', 'by the brand owner or a seller'],
    ['stranger', 'storing', SHIPPED, 'FORBIDDEN', 'storing is recorded by'],
    [BRAND, 'commissioning', 'brand:commissioning', 'CONFLICT', 'commissioned already'],
    [BRAND, 'shipping', 'brand:commissioning', 'CONFLICT', 'shipping follows packing by the same party; brand has'],
    [LORRY, 'loading', PACKED, 'CONFLICT', 'loading follows shipping; none is recorded'],
    [LORRY, 'unloading', `${SHIPPED} other:loading`, 'CONFLICT', 'by the same party'],
    [SHOP, 'receiving', PACKED, 'CONFLICT', 'receiving follows shipping'],
    [SHOP, 'retail_selling', `${SHIPPED} other:receiving`, 'CONFLICT', 'follows receiving by the same party'],
  ])('does not let %s record %s after "%s"', (who, step, events, code, message) => {
    expect(() => mayRecord(who, step, events)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });

  it('holds a batch back that failed, and lets what leads away from the shelf go on', () => {
    const failed = { inspectionPassed: false };
    expect(() => mayRecord(BRAND, 'shipping', PACKED, failed)).toThrow('failed its latest inspection');
    expect(() => mayRecord(SHOP, 'retail_selling', `${SHIPPED} shop:receiving`, failed)).toThrow('failed its latest');
    expect(() => mayRecord(SHOP, 'receiving', SHIPPED, failed)).not.toThrow();
    expect(() => mayRecord(BRAND, 'destroying', PACKED, failed)).not.toThrow();
    expect(() => mayRecord(BRAND, 'shipping', PACKED, { inspectionPassed: true })).not.toThrow();
  });

  it('ends with destruction, and at a number of events', () => {
    expect(() => mayRecord(BRAND, 'storing', PACKED, { closedAt: new Date() })).toThrow('was destroyed');
    const full = 'brand:commissioning '.repeat(MOST_EVENTS);
    expect(() => mayRecord(BRAND, 'storing', full)).toThrow(`has ${MOST_EVENTS} events`);
  });
});

it('knows words of the CBV alone, and leaves inspections to inspectors', () => {
  for (const step of BIZ_STEPS.filter((known) => known !== 'inspecting')) expect(parseBizStep(step)).toBe(step);
  expect(() => parseBizStep('harvesting')).toThrow('"harvesting" is no business step of a batch; give one of');
  expect(() => parseBizStep('inspecting')).toThrow('recorded by market supervision');
  expect(bizStepUri('retail_selling')).toBe('https://ref.gs1.org/cbv/BizStep-retail_selling');
  expect(['commissioning', 'packing', 'destroying'].map((step) => actionOf(step as BizStep))).toEqual([
    'ADD',
    'OBSERVE',
    'DELETE',
  ]);
});
