import type { AdmissionRequest } from './admission.ts';
import { type Draft, draft } from './rule.ts';

/** Asks the canary. One that throws, or says nothing in time, has refused the graph. */
export async function boot(
  canary: NonNullable<AdmissionRequest['boot']>,
  supergraphSdl: string,
  deadlineMs: number,
): Promise<Draft[]> {
  let deadline: NodeJS.Timeout | undefined;
  const late = new Promise<Draft[]>((resolve) => {
    deadline = setTimeout(() => resolve([draft(null, ['boot.late', 'boot'], { ms: deadlineMs })]), deadlineMs);
  });
  const asked = Promise.resolve()
    .then(() => canary(supergraphSdl))
    .then((found) =>
      found.map(({ message: said, coordinate = null }) => draft(coordinate, ['boot.said', 'boot'], { said })),
    )
    .catch((error: unknown) => [
      draft(null, ['boot.failed', 'boot'], { said: error instanceof Error ? error.message : String(error) }),
    ]);
  const drafts = await Promise.race([asked, late]);
  clearTimeout(deadline);
  return drafts;
}
