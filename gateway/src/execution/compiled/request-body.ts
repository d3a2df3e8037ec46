import { type Run, variableText } from './run.ts';

/** Writes the JSON body of a subrequest; whatever does not depend on the request is text already. */
export type WriteBody = (run: Run, representations: readonly string[] | null) => string;

export function bodyWriter(
  query: string,
  operationName: string | null,
  variables: readonly string[],
  /** Names of the variables that hold representations, in the order in which they come. */
  representationVariables: readonly string[],
  /** Texts of variables that one vendor gets in a way of its own. */
  ownText: ((run: Run, variable: string) => string | null | undefined) | null = null,
): WriteBody {
  const name = operationName === null ? '' : `,"operationName":${JSON.stringify(operationName)}`;
  const head = `{"query":${JSON.stringify(query)}${name},"variables":{`;
  const names = representationVariables.map((variable) => `${JSON.stringify(variable)}:[`);
  return (run, representations) => {
    let text = head;
    for (const variable of variables) {
      const given = ownText?.(run, variable);
      const own = given === undefined ? variableText(run, variable) : given;
      if (own !== null) text += text.length > head.length ? `,${own}` : own;
    }
    names.forEach((prefix, index) => {
      text += `${text.length > head.length ? ',' : ''}${prefix}${representations?.[index] ?? ''}]`;
    });
    return `${text}}}`;
  };
}
