import type { DemoPerson } from '../city.ts';

export const DEMO_HANDLES = [
  'parent',
  'farmer',
  'shop-owner',
  'doctor',
  'approval-officer',
  'civil-affairs-officer',
  'lender',
  'duty-officer',
  'admin',
  'admin2',
  'vendor-satellite',
  'vendor-iov',
  'app-developer',
] as const;

export type DemoHandle = (typeof DEMO_HANDLES)[number];

/** Legal entities that demo people stand for; their codes never change. */
export const DEMO_ENTITIES = {
  hospital: '12220100MB1C20012L',
  bank: '91220100MA1C30014B',
  shop: '91220100MA1C300226',
  cooperative: '91220100MA1C300301',
  school: '12220100MB1C400137',
} as const;

/** USCC of the agencies that demo officers work for. */
const GOVERNMENT_SERVICE = '11220100MB1C10017F';
const CIVIL_AFFAIRS = '11220100MB1C101566';
const EMERGENCY = '11220100MB1C10711L';

interface Portrait {
  readonly resident: string;
  readonly name: string;
  readonly sex: 'F' | 'M';
  readonly birthDate: string;
  readonly agency?: string;
}

/** Invented people; keys are fixed, so that the realm file can name them whatever the seed. */
export const PORTRAITS: Readonly<Record<DemoHandle, Portrait>> = {
  parent: { resident: 'res_xrs5107314mqsad9', name: '林若溪', sex: 'F', birthDate: '1990-04-18' },
  farmer: { resident: 'res_5md3fq3dn7qexhyt', name: '高满仓', sex: 'M', birthDate: '1978-02-07' },
  'shop-owner': { resident: 'res_v2g6p98ga8rfwjvh', name: '周启明', sex: 'M', birthDate: '1985-11-23' },
  doctor: {
    resident: 'res_de1pwmcqqmdx46w4',
    name: '沈知微',
    sex: 'F',
    birthDate: '1982-06-30',
    agency: DEMO_ENTITIES.hospital,
  },
  'approval-officer': {
    resident: 'res_bmg5rkqs6h59qmjv',
    name: '郑明达',
    sex: 'M',
    birthDate: '1984-09-12',
    agency: GOVERNMENT_SERVICE,
  },
  'civil-affairs-officer': {
    resident: 'res_60f06xs1x3j4vnz9',
    name: '唐念慈',
    sex: 'F',
    birthDate: '1987-01-25',
    agency: CIVIL_AFFAIRS,
  },
  lender: {
    resident: 'res_x544k76gehkvsj1t',
    name: '钱维信',
    sex: 'M',
    birthDate: '1980-08-03',
    agency: DEMO_ENTITIES.bank,
  },
  'duty-officer': {
    resident: 'res_xzc64dnv4fmdnsh3',
    name: '雷守安',
    sex: 'M',
    birthDate: '1986-12-09',
    agency: EMERGENCY,
  },
  admin: {
    resident: 'res_6nzgcs60z7sxsw4c',
    name: '方正和',
    sex: 'M',
    birthDate: '1979-05-16',
    agency: GOVERNMENT_SERVICE,
  },
  admin2: {
    resident: 'res_x24m7tf9dmxr1btx',
    name: '严复核',
    sex: 'F',
    birthDate: '1981-10-28',
    agency: GOVERNMENT_SERVICE,
  },
  'vendor-satellite': { resident: 'res_400cd1gbtza0tjrr', name: '向天遥', sex: 'F', birthDate: '1991-07-14' },
  'vendor-iov': { resident: 'res_87rtmvhyjjxz1rgd', name: '车同轨', sex: 'M', birthDate: '1989-03-05' },
  'app-developer': { resident: 'res_c0zmd024xcgr45rk', name: '顾小码', sex: 'F', birthDate: '1995-02-19' },
};

const residents = new Set(Object.values(PORTRAITS).map(({ resident }) => resident));

/** Demo people represent what their story says, and nothing by chance. */
export const isDemoPerson = (resident: string): boolean => residents.has(resident);

/** OIDC `sub` of a demo person: the same in the realm file. */
export const demoSubject = (handle: DemoHandle): string =>
  `c1770000-0000-4000-8000-0000000000${(DEMO_HANDLES.indexOf(handle) + 1).toString(16).padStart(2, '0')}`;

export function demoPeople(represents: ReadonlyMap<string, readonly string[]>): Record<DemoHandle, DemoPerson> {
  return Object.fromEntries(
    DEMO_HANDLES.map((handle): [DemoHandle, DemoPerson] => {
      const { resident, name, agency = null } = PORTRAITS[handle];
      return [
        handle,
        {
          handle,
          subject: demoSubject(handle),
          resident,
          displayName: name,
          agency,
          represents: represents.get(resident) ?? [],
        },
      ];
    }),
  ) as Record<DemoHandle, DemoPerson>;
}
