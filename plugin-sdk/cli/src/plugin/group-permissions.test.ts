import type { DataPermission, PluginManifest } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { groupPermissions } from './group-permissions.ts';

const reason = { zh: '提醒', en: 'Alerts' };
const boundary: DataPermission = { class: 'S2', coordinate: 'Parcel.geometry', reason };
const name: DataPermission = {
  class: 'S3',
  coordinate: 'Resident.name',
  reason,
  purpose: 'public-health',
  retentionDays: 30,
};
const asking = (data: readonly DataPermission[]) =>
  ({ permissions: { data, egressHosts: [] } }) as never as PluginManifest;
const silent = { only: null, purpose: null, retentionDays: null, reason: null };

describe('requests for what a manifest declares', () => {
  it('are one for each purpose, end and reason', () => {
    const phone: DataPermission = { ...name, coordinate: 'Resident.phone' };
    const other: DataPermission = { ...name, coordinate: 'Resident.birthDate', purpose: 'tax' };
    expect(groupPermissions(asking([name, phone, other]), silent)).toMatchObject([
      { coordinates: ['Resident.name', 'Resident.phone'], purpose: 'public-health', reason: '提醒 / Alerts' },
      { coordinates: ['Resident.birthDate'], purpose: 'tax' },
    ]);
  });

  it('need a purpose and an end of internal data, from the manifest or from who asks', () => {
    const said: DataPermission = { ...boundary, purpose: 'self-service', retentionDays: 0 };
    expect(groupPermissions(asking([said]), silent)).toMatchObject([{ purpose: 'self-service', retentionDays: 0 }]);
    const flags = { ...silent, purpose: 'city-management', retentionDays: 7 };
    expect(groupPermissions(asking([boundary]), flags)).toMatchObject([flagsOf(flags)]);
    expect(() => groupPermissions(asking([boundary]), silent)).toThrow('Parcel.geometry');
  });

  it('are one for another purpose than the manifest says, where who asks says everything', () => {
    const flags = { ...silent, purpose: 'emergency-response', retentionDays: 0, reason: 'To find people' };
    const key: DataPermission = { ...name, coordinate: 'Resident.id', reason: { zh: '核对', en: 'To compare' } };
    expect(groupPermissions(asking([name, key]), flags)).toEqual([
      {
        coordinates: ['Resident.name', 'Resident.id'],
        purpose: 'emergency-response',
        retentionDays: 0,
        reason: 'To find people',
      },
    ]);
  });
});

const flagsOf = ({ purpose, retentionDays }: { purpose: string; retentionDays: number }) => ({
  purpose,
  retentionDays,
});
