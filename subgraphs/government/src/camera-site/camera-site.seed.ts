import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CameraKind } from './camera-kind.ts';
import { CameraSite } from './camera-site.entity.ts';

const KINDS = Object.values(CameraKind);

/** Cameras at about one public address in six, some in every district. Public Security runs most, Emergency those at water. */
export async function seedCameraSites(em: EntityManager, city: City): Promise<void> {
  const random = city.random('government/cameras');
  const agencyOf = new Map(city.agencies.map(({ field, uscc }) => [field, uscc]));
  const serials = new Map<string, number>();
  const rows = city.places.flatMap(({ id, kind: placeKind, division, addressText }) => {
    if (placeKind === 'dwelling' || placeKind === 'field') return [];
    const district = division.slice(0, 6);
    const serial = (serials.get(district) ?? 0) + 1;
    if (serial > 3 && !random.chance(1 / 6)) return [];
    serials.set(district, serial);
    const kind = placeKind === 'public' ? random.pick(KINDS) : serial === 1 ? CameraKind.WATER : CameraKind.BUILDING;
    return [
      {
        id: opaqueId('cam_', `camera ${id}`),
        deviceId: `${district}00001321${String(serial).padStart(6, '0')}`,
        name: `${addressText.slice(0, 110)}监控点`,
        kind,
        placeId: id,
        divisionCode: division,
        operatorUscc: agencyOf.get(kind === CameraKind.WATER ? 'emergency' : 'public-security') ?? '',
      },
    ];
  });
  await insertRows(em, CameraSite, rows);
}
