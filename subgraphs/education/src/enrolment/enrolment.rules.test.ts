import { describe, expect, it } from '@jest/globals';
import { academicYearOf, parseAcademicYear } from '../school/academic-year.rules.ts';
import { ageAtEntry, assertEntryAge, assertInCatchment, assertOpenForApplications } from './enrolment.rules.ts';

describe('school entry', () => {
  it.each([
    ['2020-08-31', '2026', 6],
    ['2020-09-01', '2026', 5],
    ['2014-01-15', '2026', 12],
  ])('counts the age of one born %s on 31 August %s as %i', (born, year, age) => {
    expect(ageAtEntry(born, year)).toBe(age);
  });

  it('begins at six, twelve and fifteen', () => {
    expect(() => assertEntryAge('primary', '2020-08-31', '2026')).not.toThrow();
    expect(() => assertEntryAge('primary', '2020-09-01', '2026')).toThrow('primary school begins at 6');
    expect(() => assertEntryAge('junior', '2015-01-01', '2026')).toThrow('junior school begins at 12');
    expect(() => assertEntryAge('primary', '2015-01-01', '2026')).toThrow('too old');
  });

  it('follows the dwelling for compulsory education only', () => {
    expect(() => assertInCatchment('primary', 'a', 'b')).toThrow('lies in the catchment of b');
    expect(() => assertInCatchment('junior', 'a', null)).toThrow('no known catchment');
    expect(() => assertInCatchment('senior', 'a', 'b')).not.toThrow();
  });

  it('is applied for in the running academic year and for the next', () => {
    expect(academicYearOf(new Date('2026-08-31T23:00:00+08:00'))).toBe(2025);
    expect(academicYearOf(new Date('2026-09-01T00:30:00+08:00'))).toBe(2026);
    expect(() => assertOpenForApplications('2027', 2026)).not.toThrow();
    expect(() => assertOpenForApplications('2028', 2026)).toThrow('2026 and 2027, not for 2028');
  });

  it('names a year by four digits', () => {
    expect(parseAcademicYear('2026')).toBe('2026');
    expect(() => parseAcademicYear('2026-2027')).toThrow('is no academic year');
  });
});
