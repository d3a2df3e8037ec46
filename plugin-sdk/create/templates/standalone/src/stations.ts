import { alignRows, defineLoader, type PluginCaller } from '@citygraph/plugin-sdk';

export interface Station {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
}

/** Example data: ask your own source instead. */
const ALL: readonly Station[] = [
  { id: 'east', name: 'East gate', capacity: 12 },
  { id: 'north', name: 'North gate', capacity: 8 },
  { id: 'west', name: 'West gate', capacity: 20 },
];

/** Stations of one request come together, and are answered in the order of their ids. */
export const stations = defineLoader<string, Station, PluginCaller>(async (ids) =>
  alignRows(
    ids,
    ALL.filter(({ id }) => ids.includes(id)),
    ({ id }) => id,
  ),
);

export const searchStations = (named: string, first: number): readonly Station[] =>
  ALL.filter(({ name }) => name.toLowerCase().includes(named.toLowerCase())).slice(0, first);
