import { digestOfPayload } from '@citygraph/contract';
import type { Admission, AdmissionRequest, AdmissionVerdict } from './admission.ts';

/**
 * Judges a release that comes back, beside the gate: whoever takes one back in a hurry waits behind no document that is published, and is not refused because its publisher had
 * many judged. It is a release that people approved, of a plugin that serves; of each plugin one is judged at a time, and who asks for the same meanwhile gets the same answer, so
 * that asking for it a hundred times costs what asking once does.
 */
export function returnAdmission(admission: Admission): Admission {
  const judged = new Map<string, Promise<AdmissionVerdict>>();
  const last = new Map<string, Promise<unknown>>();

  const begin = (key: string, request: AdmissionRequest): Promise<AdmissionVerdict> => {
    const { name } = request.plugin;
    const before = last.get(name) ?? Promise.resolve();
    const verdict = before.then(() => admission.admit(request));
    const over = verdict.then(
      () => {},
      () => {},
    );
    judged.set(key, verdict);
    last.set(name, over);
    void over.then(() => {
      judged.delete(key);
      if (last.get(name) === over) last.delete(name);
    });
    return verdict;
  };

  return {
    admit(request) {
      const key = digestOfPayload(request);
      return judged.get(key) ?? begin(key, request);
    },
  };
}
