export type {
  Agency,
  AgencyField,
  City,
  DemoCase,
  DemoPerson,
  Division,
  Guardianship,
  Hospital,
  Household,
  LegalEntity,
  LegalEntityKind,
  Parcel,
  Place,
  Resident,
  RightsHolder,
  School,
  Vehicle,
} from './city.ts';
export { type CityOptions, createCity } from './create-city.ts';
export { DEMO_PROJECT_CODE, ELDER_CHILD, YOUNGER_CHILD } from './demo/demo-families.ts';
export { DEMO_ENTITIES, DEMO_HANDLES, type DemoHandle } from './demo/demo-people.ts';
export { ageOn } from './people.ts';
export type { Random } from './random.ts';
