import type { LocalText, StartError } from '@citygraph/contract';

/** Of whatever copy of the contract: a plugin's folder brings its own. */
export const isStartError = (error: unknown): error is StartError =>
  error instanceof Error && error.name === 'StartError';

export const textOfStartError = ({ message, zh }: StartError): LocalText => ({ en: message, zh: zh ?? message });
