/** Why a department cannot start: a sentence for its operator, naming file or setting and what to do. */
export class StartError extends Error {
  override name = 'StartError';
}
