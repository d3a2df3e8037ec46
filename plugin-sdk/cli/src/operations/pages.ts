interface Followed {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** Pages of a list, to the last; who has found enough asks for no more. A hub that names the same cursor again has no next one. */
export async function* pages<P extends Followed>(ask: (after: string | null) => Promise<P | null>): AsyncGenerator<P> {
  for (let after: string | null = null; ; ) {
    const page: P | null = await ask(after);
    if (page === null) return;
    yield page;
    const { hasNextPage, endCursor } = page.pageInfo;
    if (!hasNextPage || endCursor === null || endCursor === after) return;
    after = endCursor;
  }
}
