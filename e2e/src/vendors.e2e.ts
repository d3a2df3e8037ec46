import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type City, createCity } from '@citygraph/city';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Asking } from './hub-client.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { soon } from './stories/soon.ts';
import { type VehicleOwner, vehicleOwner } from './stories/vehicle-owner.ts';
import { did } from './stories/vendor.ts';
import { codesOf, isGreen, PLOTS, plotsOf, VEHICLES } from './stories/what-vendors-tell.ts';

/** Two vendors are judged, reviewed, tried and promoted, on a machine that others use as well. */
const PUBLISHED_MS = 300_000;

let hub: RunningHub;
let city: City;
let owner: VehicleOwner;

const ask = (document: string, as: string, more: Asking & { variables?: Record<string, unknown> } = {}) =>
  hub.ask(document, more.variables ?? {}, { as, ...more });

const childrenOf = async (pid: number): Promise<number[]> =>
  (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter(Boolean).map(Number);

beforeAll(async () => {
  city = createCity({ seed: 2016, scale: 0.001 });
  owner = vehicleOwner(city);
  hub = await startHub({ vendors: true, args: ['--seed', '2016', '--scale', '0.001'] });
  for (const until = Date.now() + PUBLISHED_MS; !/vendor iov \S+ is published/.test(hub.output()); await sleep(200)) {
    if (/is not published|is down/.test(hub.output()) || Date.now() > until) throw new Error(hub.output());
  }
}, 500_000);
afterAll(() => hub?.close());

describe('vendors that the city did not write', () => {
  it('tell a farmer how green the plots are, beside what the city says of them', async () => {
    const answer = await ask(PLOTS, 'farmer');
    expect(answer.errors).toEqual([]);
    const plots = plotsOf(answer);
    expect(plots).toHaveLength(3);
    for (const { parcel } of plots) {
      expect(parcel.areaM2).toBe(city.parcels.find(({ id }) => id === parcel.id)?.areaM2);
      const [june] = parcel.ndvi ?? [];
      const july = parcel.ndvi?.at(-1);
      expect([june?.on, july?.on]).toEqual(['2026-06-14', '2026-07-25']);
      expect(july?.sceneId).toBe('BH1_T220122_20260725');
      expect(july?.mean).toBeGreaterThan(june?.mean ?? 1);
    }
  });

  it('tell an owner of the vehicle once the owner consents, and not before', async () => {
    const before = await ask(VEHICLES, owner.handle);
    expect(codesOf(before)).toEqual(['CONSENT_REQUIRED']);
    expect(before.data).toMatchObject({ me: { vehicles: [{ vin: owner.vin, iov_state: null, iov_position: null }] } });
    const { dataGrants } = did(
      await ask('{ dataGrants(plugin: "iov") { nodes { id purpose } } }', owner.handle),
    ) as unknown as { dataGrants: { nodes: { id: string; purpose: string }[] } };
    const grant = dataGrants.nodes.find(({ purpose }) => purpose === 'self-service')?.id;
    did(
      await ask('mutation G($g: ID!) { giveConsent(grantId: $g) { id } }', owner.handle, { variables: { g: grant } }),
    );
    const after = await soon(
      () => ask(VEHICLES, owner.handle),
      ({ errors }) => errors.length === 0,
    );
    expect(after.data).toMatchObject({
      me: {
        vehicles: [
          {
            vin: owner.vin,
            iov_state: { socPct: expect.any(Number), mileageKm: expect.any(Number), chargingState: expect.any(String) },
            iov_position: { point: { type: 'Point', coordinates: [expect.any(Number), expect.any(Number)] } },
          },
        ],
      },
    });
    const [{ iov_nearbyChargingStations: stations = [] } = {}] = (
      after.data as {
        me: { vehicles: { iov_nearbyChargingStations?: { station: { id: string; powerKw: number } }[] }[] };
      }
    ).me.vehicles;
    expect(stations.length).toBeGreaterThan(0);
    const known = new Set(city.chargingStations.map(({ id }) => id));
    expect(stations.filter(({ station: { id, powerKw } }) => !known.has(id) || !(powerKw > 0))).toEqual([]);
  }, 300_000);

  it('tell a stranger nothing of somebody’s vehicle, nor an officer who is there for something else', async () => {
    const of =
      'query V($id: ID!) { resident(id: $id) { vehicles { vin iov_state { socPct } iov_position { point } } } }';
    const variables = { id: owner.resident };
    const stranger = await ask(of, 'shop-owner', { variables });
    expect(stranger.data).toEqual({ resident: null });
    const officer = await ask(of, 'civil-affairs-officer', {
      variables,
      purpose: 'social-assistance',
      onCase: 'case-social-1',
    });
    expect(officer.data).toEqual({ resident: null });
    expect(codesOf(officer)).toEqual(expect.arrayContaining(['PURPOSE_REQUIRED', 'GRANT_REQUIRED']));
    expect(`${stranger.text}${officer.text}`).not.toContain('coordinates');
  });

  it('keep their keys where nobody else reads them', async () => {
    for (const name of ['satellite', 'iov']) {
      const { mode } = await stat(join(hub.dataDir, 'vendors', `${name}.json`));
      expect(mode & 0o077).toBe(0);
    }
  });

  it('are there again after a restart, with nothing published anew, and end with the hub', async () => {
    const children = await childrenOf(hub.pid);
    expect(children).toHaveLength(2);
    await hub.stop();
    for (const child of children) await expect(stat(`/proc/${child}`)).rejects.toThrow('ENOENT');
    hub = await startHub({ dataDir: hub.dataDir, port: hub.port, vendors: true });
    await soon(() => ask(PLOTS, 'farmer'), isGreen);
    await soon(
      () => ask(VEHICLES, owner.handle),
      ({ errors }) => errors.length === 0,
    );
    expect(hub.output()).not.toMatch(/is published|is not published|is down/);
    for (const [plugin, person] of [
      ['satellite', 'vendor-satellite'],
      ['iov', 'vendor-iov'],
    ] as const) {
      const releases = did(
        await ask('query R($p: ID!) { pluginReleases(plugin: $p) { nodes { version state } } }', person, {
          variables: { p: plugin },
        }),
      );
      expect(releases).toEqual({ pluginReleases: { nodes: [{ version: '1.0.0', state: 'STABLE' }] } });
    }
  }, 300_000);

  it('leave the city as it is when their servers die, and are there again by themselves', async () => {
    for (const child of await childrenOf(hub.pid)) process.kill(child, 'SIGKILL');
    const answer = await soon(
      () => ask(PLOTS, 'farmer'),
      (tried) => !isGreen(tried),
    );
    expect(codesOf(answer)).toEqual(['PLUGIN_UNAVAILABLE']);
    expect(plotsOf(answer).map(({ parcel }) => parcel.areaM2)).toEqual([
      expect.any(Number),
      expect.any(Number),
      expect.any(Number),
    ]);
    expect(hub.output()).toMatch(/The vendor satellite is down: it ended with SIGKILL/);
    await soon(() => ask(PLOTS, 'farmer'), isGreen);
    expect(hub.output()).toContain('The vendor satellite is up again.');
  }, 300_000);
});
