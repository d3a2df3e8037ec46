import { migration } from '@citygraph/kit';

/** Heads are there before anybody counts them up: whoever made one while counting would wait for another who does the same. */
const heads = {
  compile: () => ({
    sql: "insert into head (name, version, hash, at) values ('audit', 0, '', '1970-01-02 00:00:00.000'), ('policy', 0, '', '1970-01-02 00:00:00.000')",
    parameters: [],
  }),
};

export const firstHeads = migration('0004-heads', () => [heads]);
