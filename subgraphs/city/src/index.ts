export type {
  Agency,
  AgencyField,
  Bill,
  ChargingStation,
  City,
  Commodity,
  Crop,
  CropPolicy,
  DemoCase,
  DemoPerson,
  Division,
  Farm,
  FieldPlot,
  Guardianship,
  Hospital,
  Household,
  LegalEntity,
  LegalEntityKind,
  Parcel,
  Place,
  Product,
  Resident,
  RightsHolder,
  School,
  Tariff,
  UsagePoint,
  Vehicle,
} from './city.ts';
export { DEMO_FARM, DEMO_PLOT } from './countryside.ts';
export { type CityOptions, createCity } from './create-city.ts';
export { DEMO_PROJECT_CODE, ELDER_CHILD, YOUNGER_CHILD } from './demo/demo-families.ts';
export { DEMO_ENTITIES, DEMO_HANDLES, type DemoHandle } from './demo/demo-people.ts';
export { DEMO_PRODUCT } from './goods.ts';
export { opaqueId } from './opaque-id.ts';
export { ageOn } from './people.ts';
export type { Random } from './random.ts';
