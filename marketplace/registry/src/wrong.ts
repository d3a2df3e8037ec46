import { CityGraphError, type ErrorCode } from '@citygraph/contract';

/** What is wrong with one argument: the message begins with its name, and programs find it in `extensions.argument`. */
export const wrong = (code: ErrorCode, argument: string, message: string): CityGraphError =>
  new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
