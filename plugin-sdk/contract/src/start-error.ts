/** Why a process cannot start: a sentence for its operator that names the file, address or setting and says what to do. */
export class StartError extends Error {
  override name = 'StartError';
}
