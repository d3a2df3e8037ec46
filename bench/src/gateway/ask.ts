import { type ClientRequest, clientRequest, QUESTIONS, type QuestionName } from './graph/questions.ts';

export interface GatewayAnswer {
  readonly text: string;
  readonly milliseconds: number;
}

/** One request by itself; throws unless it is answered with 200. */
export async function ask(url: string, { body, token }: ClientRequest): Promise<GatewayAnswer> {
  const started = performance.now();
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', authorization: `Bearer ${token}` },
    body,
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text.slice(0, 300)}`);
  return { text, milliseconds: performance.now() - started };
}

/** What a question's answer holds, keys in any order; throws when it has errors. */
export async function dataOf(url: string, question: QuestionName): Promise<unknown> {
  const { text } = await ask(url, clientRequest(QUESTIONS[question], 'shared', 0));
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (errors) throw new Error(`answers ${question} with ${JSON.stringify(errors).slice(0, 300)}`);
  return data;
}
