export { alignRows, defineLoader, groupRows, type Operation } from '@citygraph/plugin-sdk';
export { type GrantedOptions, granted } from './access/granted.ts';
export {
  type AnyTypeAccess,
  aboutNobody,
  allowed,
  type Keys,
  refused,
  type SubjectRule,
  subjectRule,
  type TypeAccess,
  toldElsewhere,
  type Verdict,
} from './access/rule.ts';
export {
  allOf,
  anyOf,
  everyone,
  guardian,
  householdMember,
  inTenancy,
  type OfficerOptions,
  officer,
  representative,
  self,
  signedIn,
  worksOn,
} from './access/rules.ts';
export { type Told, told } from './access/told.ts';
export { findRows, type RowsWanted } from './database/find-rows.ts';
export { LONG_TEXT, type MigrationStep, migration, type SchemaBuilder } from './database/migration.ts';
export { type Database, type DatabaseOptions, migrate, openDatabase, reachServer } from './database/open-database.ts';
export { proposed } from './database/proposed.ts';
export { transact } from './database/transact.ts';
export { widenToLongText } from './database/widen-to-long-text.ts';
export { divisionPrefix } from './division-prefix.ts';
export { havingText } from './having-text.ts';
export { type IdempotentRequest, idempotent, living } from './idempotency/idempotent.ts';
export { insertRows } from './insert-rows.ts';
export { Extensible, External, Key, Pairwise, Provides, Purposes, Requires, Sensitivity, Shareable } from './label.ts';
export { newId } from './new-id.ts';
export { type Connection, type Edge, emptyPage } from './paging/connection.ts';
export { connectionOf } from './paging/connection-of.ts';
export type { Order } from './paging/cursor.ts';
export { LARGEST_PAGE, PageArgs } from './paging/page-args.ts';
export { type LoadedPage, type PageLoaderOptions, pageLoader } from './paging/page-loader.ts';
export { type PageOptions, pageOf } from './paging/page-of.ts';
export { mapPage, pageWith } from './paging/page-with.ts';
export { type DepartmentSettings, readDepartmentSettings } from './process/department-settings.ts';
export { type CityMaker, type OpenDepartment, type OpenedDepartment, runDepartment } from './process/run-department.ts';
export { readNamedFile, readSecretFile } from './process/setting-files.ts';
export { buildSchema, printSubgraph, SchemaFault } from './schema/build-schema.ts';
export { seedOnce } from './seed-once.ts';
export { type RunningSubgraph, type ServeSubgraphOptions, serve } from './serve.ts';
export {
  type Clock,
  defineSubgraph,
  type Job,
  type ReferenceResolver,
  type RefusedMutation,
  type Subgraph,
  type SubgraphContext,
  type SubgraphDefinition,
  systemClock,
} from './subgraph.ts';
export { validate } from './validate.ts';
export { addWorkingDays, cityDay, isWorkingDay, workingDaysBetween } from './working-days.ts';
