export { cityFiles, GRAPH_FILE, readCity } from './city-files.ts';
export { type CitySchema, type CitySubgraph, digestOf } from './city-schema.ts';
export { CITY_SAYINGS } from './city-words.ts';
export { readCityFolder, readIn } from './read-city-folder.ts';
export { writeCityFolder } from './write-city-folder.ts';
