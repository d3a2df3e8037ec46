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
const silent = { only: null, purpose: null, retentionDays: null };

describe('requests for what a manifest declares', () => {
  it('are one for each purpose, end and reason', () => {
    const phone: DataPermission = { ...name, coordinate: 'Resident.phone' };
    const other: DataPermission = { ...name, coordinate: 'Resident.birthDate', purpose: 'tax' };
    expect(groupPermissions(asking([name, phone, other]), silent)).toMatchObject([
      { coordinates: ['Resident.name', 'Resident.phone'], purpose: 'public-health', reason: '提醒 / Alerts' },
      { coordinates: ['Resident.birthDate'], purpose: 'tax' },
    ]);
  });

  it('take purpose and end of internal data from the manifest where it says them, and else from who asks', () => {
    const said: DataPermission = { ...boundary, purpose: 'self-service', retentionDays: 0 };
    const flags = { only: null, purpose: 'city-management', retentionDays: 7 };
    expect(groupPermissions(asking([said]), silent)).toMatchObject([{ purpose: 'self-service', retentionDays: 0 }]);
    expect(groupPermissions(asking([boundary]), flags)).toMatchObject([
      { purpose: 'city-management', retentionDays: 7 },
    ]);
    expect(() => groupPermissions(asking([boundary]), silent)).toThrow('Parcel.geometry');
  });
});
