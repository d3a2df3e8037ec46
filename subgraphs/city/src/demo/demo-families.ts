import type { DemoCase } from '../city.ts';
import { villages } from '../divisions/divisions.ts';
import { opaqueId } from '../opaque-id.ts';
import type { Newcomer, Register } from '../people.ts';
import { DEMO_ENTITIES, DEMO_HANDLES, type DemoHandle, demoSubject, PORTRAITS } from './demo-people.ts';

const person = (name: string, sex: 'F' | 'M', birthDate: string, wardOf?: readonly number[]): Newcomer => ({
  id: opaqueId('res_', `citygraph:demo:${name}:${birthDate}`),
  name,
  sex,
  birthDate,
  ...(wardOf ? { wardOf } : {}),
});

const itself = (handle: DemoHandle): Newcomer => {
  const { resident, name, sex, birthDate } = PORTRAITS[handle];
  return { id: resident, name, sex, birthDate };
};

/** The child that starts primary school in 2026, and the one that goes already. */
export const YOUNGER_CHILD = person('林知夏', 'F', '2020-05-10', [0, 1]);
export const ELDER_CHILD = person('林知行', 'M', '2017-03-22', [0, 1]);

const FAMILIES: Readonly<Partial<Record<DemoHandle, readonly Newcomer[]>>> = {
  parent: [itself('parent'), person('林秉谦', 'M', '1988-07-02'), ELDER_CHILD, YOUNGER_CHILD],
  farmer: [itself('farmer'), person('孙桂兰', 'F', '1979-10-11')],
  'shop-owner': [itself('shop-owner'), person('周小满', 'F', '2016-05-21', [0])],
};

/** A family that receives social assistance; the civil-affairs officer's case is about it. */
const ASSISTED = [person('何守诚', 'M', '1972-03-14'), person('何向阳', 'M', '2012-09-09', [0])];

const DISTRICT_OF: Readonly<Partial<Record<DemoHandle, string>>> = { farmer: '220122' };

/** Settles the people that everybody meets in the examples. */
export function settleDemoPeople({ settle }: Register): void {
  for (const handle of DEMO_HANDLES) {
    const village = villageOf(DISTRICT_OF[handle] ?? '220102', DEMO_HANDLES.indexOf(handle));
    settle(`citygraph:demo:${handle}`, village, FAMILIES[handle] ?? [itself(handle)]);
  }
  settle('citygraph:demo:assisted', villageOf('220103', 0), ASSISTED, true);
}

function villageOf(district: string, n: number): string {
  const own = villages.filter(({ code }) => code.startsWith(district));
  return own[n % own.length]?.code ?? '';
}

/** The project whose parallel approval the approval officer leads. */
export const DEMO_PROJECT_CODE = '2609-220102-04-01-123456';

export function demoCases(site: { parcel: string; applicant: string }): DemoCase[] {
  return [
    {
      id: 'case-social-1',
      officer: demoSubject('civil-affairs-officer'),
      agency: '11220100MB1C101566',
      purposes: ['social-assistance'],
      subjects: [opaqueId('hh_', 'household citygraph:demo:assisted'), ...ASSISTED.map(({ id }) => id)],
    },
    {
      id: 'case-approval-1',
      officer: demoSubject('approval-officer'),
      agency: '11220100MB1C10017F',
      purposes: ['project-approval'],
      subjects: [DEMO_PROJECT_CODE, site.parcel, site.applicant],
    },
    {
      id: 'case-treatment-1',
      officer: demoSubject('doctor'),
      agency: DEMO_ENTITIES.hospital,
      purposes: ['medical-treatment'],
      subjects: [ELDER_CHILD.id],
    },
    {
      id: 'case-credit-1',
      officer: demoSubject('lender'),
      agency: DEMO_ENTITIES.bank,
      purposes: ['credit-assessment'],
      subjects: [DEMO_ENTITIES.shop],
    },
    {
      id: 'case-flood-1',
      officer: demoSubject('duty-officer'),
      agency: '11220100MB1C10711L',
      purposes: ['emergency-response'],
      subjects: [],
    },
  ];
}
