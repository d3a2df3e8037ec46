import type { AdmissionRequest } from './admission.ts';
import type { Draft } from './rule.ts';

const FIX = 'Mend what the canary says, and try the graph on a gateway of your own.';

/** Asks the canary. One that throws, or says nothing in time, has refused the graph. */
export async function boot(
  canary: NonNullable<AdmissionRequest['boot']>,
  supergraphSdl: string,
  deadlineMs: number,
): Promise<Draft[]> {
  const draft = (message: string, coordinate: string | null = null): Draft => ({ coordinate, message, fix: FIX });
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<Draft[]>((resolve) => {
    deadline = setTimeout(() => resolve([draft(`The canary did not answer within ${deadlineMs} ms.`)]), deadlineMs);
  });
  const asked = Promise.resolve()
    .then(() => canary(supergraphSdl))
    .then((found) => found.map(({ message, coordinate }) => draft(message, coordinate ?? null)))
    .catch((error: unknown) => [draft(`The canary failed: ${error instanceof Error ? error.message : String(error)}`)]);
  const drafts = await Promise.race([asked, late]);
  clearTimeout(deadline);
  return drafts;
}
