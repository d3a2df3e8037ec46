import { migration } from '@citygraph/kit';

/** The city's own clients of the realm: whoever is not registered counts as a third party. */
const OWN = [
  ['citygraph-explorer', 'CityGraph explorer'],
  ['citygraph-console', 'CityGraph console'],
  ['citygraph-cli', 'The citygraph command'],
];

const statement = (sql: string) => ({ compile: () => ({ sql, parameters: [] }) });

/** `head` has one such row: both databases want a table to select from. */
const registered = OWN.map(([clientId, name]) =>
  statement(
    `insert into app (client_id, name, organisation_uscc, third_party, documents_only, registered_at) select '${clientId}', '${name}', null, 0, 0, '2026-01-01 00:00:00.000' from head where head.name = 'policy' and not exists (select 1 from app where client_id = '${clientId}')`,
  ),
);

/** Gateways take only versions that are newer. */
const newer = statement("update head set version = version + 1 where name = 'policy' and version > 0");

export const ownApps = migration('0005-own-apps', () => [...registered, newer]);
