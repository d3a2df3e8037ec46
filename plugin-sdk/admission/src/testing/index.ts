export { type Case, readCases } from './read-cases.ts';
