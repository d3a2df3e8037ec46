import { describe, expect, it } from '@jest/globals';
import { guestsOf, hostsAmong, hostsFirst } from './hosts-first.ts';

const documents: Readonly<Record<string, string>> = {
  air: 'type Query { air_grade: AirGrade } enum AirGrade { GOOD BAD }',
  copier: 'type Query { iov_grade: AirGrade } enum AirGrade { GOOD BAD }',
  guest: 'extend type IovCar @key(fields: "id") { id: ID! bus_seat: Int }',
  own: '"An AirGrade, as the type AirGrade says." type Query { own_a: Int }',
  second: 'enum AirGrade { GOOD BAD }',
};
const at = (name: string, publisher: string, namespace: string) => ({ name, publisher, namespace });
const air = at('air', 'air-lab', 'air');
const copier = at('copier', 'rival', 'iov');
const guest = at('guest', 'bus-co', 'bus');
const own = at('own', 'own-co', 'own');
const second = at('second', 'air-lab', 'air');
const all = [guest, copier, own, second, air];
const hostsOf = hostsAmong(all, ({ name }) => documents[name] ?? '');

describe('hosts and guests', () => {
  it('is a guest who defines or extends a type under the namespace of another publisher, not who speaks of it', () => {
    expect(hostsOf(copier)).toEqual(['second', 'air']);
    expect(hostsOf(guest)).toEqual(['copier']);
    expect([own, second, air].flatMap(hostsOf)).toEqual([]);
  });

  it('is a guest of a guest as well', () => {
    expect(guestsOf(['air'], all, hostsOf)).toEqual(new Set(['copier', 'guest']));
    expect(guestsOf(['own'], all, hostsOf)).toEqual(new Set());
  });

  it('come in order, but nobody before a host, and none is lost of guests of each other', () => {
    expect(hostsFirst(all, hostsOf).map(({ name }) => name)).toEqual(['own', 'second', 'air', 'copier', 'guest']);
    expect(hostsFirst([copier, guest], () => ['copier', 'guest'])).toEqual([copier, guest]);
  });
});
