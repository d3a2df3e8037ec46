interface Loader<T> {
  clear(id: string): { load(id: string): Promise<T> };
}

/** What a mutation answers: the object as it is now, not as an earlier one of the same request left it. */
export const readAnew = <T>(loader: Loader<T>, id: string): Promise<T> => loader.clear(id).load(id);
