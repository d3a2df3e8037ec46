/** graphql-js ends a message with names that are close to the one it does not know: a schema could be guessed out of them, name by name. */
const SUGGESTION = / Did you mean [^\n]*\?$/;

/** Errors of documents and variables for callers who may not introspect. */
export function withoutSuggestions(errors: readonly object[]): readonly object[] {
  return errors.map((error) => {
    const { message, locations, extensions } = error as { message: string; locations?: unknown; extensions?: unknown };
    if (!SUGGESTION.test(message)) return error;
    return { message: message.replace(SUGGESTION, ''), ...(locations !== undefined && { locations }), extensions };
  });
}
