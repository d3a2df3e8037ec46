export { freePort } from './free-port.ts';
export { type HubProcess, runProcess } from './run-process.ts';
export { type MariaDb, startMariaDb } from './start-mariadb.ts';
export { type Redis, startRedis } from './start-redis.ts';
