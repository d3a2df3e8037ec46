/**
 * The thread that planning runs in, so that no other request waits for a plan. It is started both from source (Node strips the
 * types) and from `dist`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { wordsOf } from '../../words-of.ts';
import { planInThisThread } from './plan-in-this-thread.ts';
import type { PlannerData, PlannerReply, PlannerTask } from './planner-messages.ts';

const answer = (reply: PlannerReply) => parentPort?.postMessage(reply);

try {
  const { loaded, perform } = planInThisThread(workerData as PlannerData);
  parentPort?.on('message', (task: PlannerTask) => {
    try {
      answer(perform(task));
    } catch (error) {
      answer({ kind: 'failed', message: wordsOf(error) });
    }
  });
  answer(loaded);
} catch (error) {
  answer({ kind: 'refused', message: wordsOf(error) });
}
