import { join } from 'node:path';
import type { HubConfig } from './config.ts';

/** Each department has a database of its own: a SQLite file, or a schema `citygraph_<name>`. */
export function databaseOf({ database, dataDir }: HubConfig, department: string): string {
  if (database) return `${database}/citygraph_${department}`;
  return `sqlite:${join(dataDir, `${department}.sqlite`)}`;
}
