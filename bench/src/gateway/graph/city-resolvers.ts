export type Resolvers = Record<string, Record<string, (parent: never, args: never) => unknown>>;

export const RESIDENTS = 22;
const DWELLINGS = 12;
const SCHOOLS = 9;
const CLINICS = 6;
const SHOPS = 18;

const itself = (reference: never): unknown => reference;
/** `plc_12` and `s12` are number 12. */
const numberOf = (key: string): number => Number(key.replace(/\D+/g, ''));
const place = (n: number) => ({ id: `plc_${n}` });
const school = (n: number) => ({ code: `s${n % SCHOOLS}` });
const clinic = (n: number) => ({ code: `c${n % CLINICS}` });
const shop = (n: number) => ({ licence: `91220102MA${n % SHOPS}` });

const SCHOOL_FIELDS = {
  __resolveReference: itself,
  name: ({ code }: { code: string }) => `长春市南关区第${numberOf(code)}小学`,
  vacancies: ({ code }: { code: string }) => numberOf(code) * 3,
  isPublic: ({ code }: { code: string }) => numberOf(code) % 4 !== 0,
  place: ({ code }: { code: string }) => place(100 + numberOf(code)),
};

const CLINIC_FIELDS = {
  __resolveReference: itself,
  name: ({ code }: { code: string }) => `南关区第${numberOf(code)}社区卫生服务中心`,
  beds: ({ code }: { code: string }) => 20 + numberOf(code),
  place: ({ code }: { code: string }) => place(200 + numberOf(code)),
};

const shopNumber = (licence: string): number => numberOf(licence.slice('91220102MA'.length));

const SHOP_FIELDS = {
  __resolveReference: itself,
  name: ({ licence }: { licence: string }) => `长春市民生商贸有限公司第${shopNumber(licence)}分店`,
  category: ({ licence }: { licence: string }) => ['grocery', 'stationery', 'pharmacy'][shopNumber(licence) % 3],
  rating: ({ licence }: { licence: string }) => (shopNumber(licence) % 5 === 0 ? null : 3 + shopNumber(licence) / 10),
  place: ({ licence }: { licence: string }) => place(300 + shopNumber(licence)),
};

/** Answers that depend on the keys alone: whatever `asOf` says, it is the same city. */
export const CITY_RESOLVERS: Readonly<Record<string, Resolvers>> = {
  government: {
    Query: { division: (_: never, { code }: { code: string }) => ({ code }) },
    Division: {
      __resolveReference: itself,
      name: () => '南关区',
      level: () => 'DISTRICT',
      households: () => 212_407,
      offices: () => [1, 2, 3].map((n) => ({ name: `南关区政务服务大厅${n}号窗口`, phone: `0431-8528000${n}` })),
      residents: () => Array.from({ length: RESIDENTS }, (_, n) => ({ id: `res_${n}` })),
    },
    Resident: {
      __resolveReference: itself,
      name: ({ id }: { id: string }) => `居民${numberOf(id)}`,
      born: ({ id }: { id: string }) => `2015-03-${String(10 + (numberOf(id) % 20))}`,
      dwelling: ({ id }: { id: string }) => place(numberOf(id) % DWELLINGS),
    },
    Place: {
      __resolveReference: itself,
      address: ({ id }: { id: string }) => `吉林省长春市南关区人民大街${numberOf(id)}号`,
      latitude: ({ id }: { id: string }) => 43.8 + numberOf(id) / 10_000,
      longitude: ({ id }: { id: string }) => 125.3 + numberOf(id) / 10_000,
    },
  },
  education: {
    Resident: {
      __resolveReference: itself,
      enrolments: ({ id }: { id: string }) =>
        [0, 1].map((n) => ({
          year: 2025 + n,
          status: n === 0 ? 'LEFT' : 'ENROLLED',
          school: school(numberOf(id) + n),
        })),
    },
    Place: {
      __resolveReference: itself,
      schools: ({ id }: { id: string }) => [0, 1].map((n) => school(numberOf(id) + n)),
    },
    School: SCHOOL_FIELDS,
  },
  health: {
    Resident: {
      __resolveReference: itself,
      visits: ({ id }: { id: string }) =>
        [0, 1, 2].map((n) => ({
          at: `2026-0${n + 1}-11`,
          reason: '儿童预防接种与体检',
          clinic: clinic(numberOf(id) + n),
        })),
    },
    Place: {
      __resolveReference: itself,
      clinics: ({ id }: { id: string }) => [clinic(numberOf(id))],
    },
    Clinic: CLINIC_FIELDS,
  },
  commerce: {
    Place: {
      __resolveReference: itself,
      shops: ({ id }: { id: string }) => [0, 1, 2].map((n) => shop(numberOf(id) + n)),
    },
    School: {
      __resolveReference: itself,
      suppliers: ({ code }: { code: string }) => [0, 1].map((n) => shop(numberOf(code) * 2 + n)),
    },
    Clinic: {
      __resolveReference: itself,
      pharmacy: ({ code }: { code: string }) => shop(numberOf(code) * 3 + 2),
    },
    Shop: SHOP_FIELDS,
  },
};
