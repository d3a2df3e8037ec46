/** A plugin's only release, in the sandbox. */
export const RELEASES = {
  edges: [
    {
      node: {
        id: 'rel_1',
        version: '1.0.0',
        digest: 'd'.repeat(64),
        state: 'SANDBOX',
        publishedAt: '2026-11-29T00:00:00Z',
        changedAt: '2026-11-29T00:00:00Z',
      },
    },
  ],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: null },
};
