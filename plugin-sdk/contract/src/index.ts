export { CityGraphError, ERROR_CODES, type ErrorCode } from './error.ts';
export {
  ANONYMOUS,
  ANONYMOUS_VIEWER,
  type CaseAssignment,
  type Principal,
  type Standing,
  type Viewer,
} from './principal.ts';
export { isPurpose, PURPOSES, type Purpose } from './purpose.ts';
