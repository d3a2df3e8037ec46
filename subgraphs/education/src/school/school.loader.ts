import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { Address } from '../address/address.entity.ts';
import { Catchment } from './catchment.entity.ts';
import { Intake } from './intake.entity.ts';
import { School, type Stage } from './school.entity.ts';

export const schoolByCode = defineLoader<string, School, SubgraphContext>(async (codes, { em }) =>
  alignRows(codes, await findRows(em, School, { code: { $in: [...codes] } }), ({ code }) => code),
);

/** Village of a place. */
export const villageOfPlace = defineLoader<string, string, SubgraphContext>(async (places, { em }) =>
  alignRows(places, await findRows(em, Address, { placeId: { $in: [...places] } }), ({ placeId }) => placeId).map(
    (address) => address?.villageCode ?? null,
  ),
);

/** Code of the school whose catchment a village lies in; key: `<village> <stage>`. */
export const catchmentOf = defineLoader<string, string, SubgraphContext>(async (keys, { em }) => {
  const villages = [...new Set(keys.map((key) => key.split(' ')[0] as string))];
  const rows = await findRows(em, Catchment, { villageCode: { $in: villages } });
  return alignRows(keys, rows, ({ villageCode, stage }) => catchmentKey(villageCode, stage)).map(
    (row) => row?.schoolCode ?? null,
  );
});

export const catchmentKey = (village: string, stage: Stage): string => `${village} ${stage}`;

/** Intake of a school in a year; key: `<school> <year>`. */
export const intakeOf = defineLoader<string, Intake, SubgraphContext>(async (keys, { em }) => {
  const pairs = keys.map((key) => key.split(' ') as [string, string]);
  const rows = await findRows(em, Intake, {
    schoolCode: { $in: [...new Set(pairs.map(([school]) => school))] },
    academicYear: { $in: [...new Set(pairs.map(([, year]) => year))] },
  });
  return alignRows(keys, rows, ({ schoolCode, academicYear }) => `${schoolCode} ${academicYear}`);
});
