/** The thread in which a graph is tried. It is started both from source (Node strips the types) and from `dist`. */
import { parentPort, workerData } from 'node:worker_threads';
import { bootCanary, type CanaryTask } from './boot-canary.ts';

parentPort?.postMessage(await bootCanary(workerData as CanaryTask));
