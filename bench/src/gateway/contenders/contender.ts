/** What every gateway of one run stands in front of. */
export interface City {
  /** Of each department, by name. */
  readonly urls: Readonly<Record<string, string>>;
  /** With the hub's labels, and with every subgraph. */
  readonly supergraph: string;
  /** The four departments without them, for gateways that know nothing of the hub. */
  readonly plainSupergraphFile: string;
}

export interface RunningGateway {
  /** Where it takes POST. */
  readonly url: string;
  /** Of the process whose whole family is measured. */
  readonly pid: number;
  /** Longest time its event loop stood still since this was last asked, in ms; for those that can tell. */
  stallMs?(): Promise<number>;
  close(): Promise<void>;
}

/** A gateway that takes part. */
export interface Contender {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  /** Fetches what it needs, once, into a folder outside the tree. Answers why it cannot take part; null: it can. */
  prepare(): Promise<string | null>;
  start(city: City): Promise<RunningGateway>;
}
