import { describe, expect, it } from '@jest/globals';
import { SERVICE_CATALOGUE } from './service-catalogue.ts';

describe('the service catalogue', () => {
  it('has about forty services of all thirteen agencies', () => {
    expect(SERVICE_CATALOGUE.length).toBeGreaterThanOrEqual(40);
    expect(new Set(SERVICE_CATALOGUE.map(({ agency }) => agency)).size).toBe(13);
  });

  it('names each service once, by a key that fits its column', () => {
    const ids = SERVICE_CATALOGUE.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => !/^svc_[a-z-]{3,36}$/.test(id))).toEqual([]);
  });

  it('never promises more days than the law allows', () => {
    const late = SERVICE_CATALOGUE.filter((entry) => entry.committedDays > (entry.statutoryDays ?? Infinity));
    expect(late).toEqual([]);
  });
});
