/** Evidence of one operation that touched S3, S4 or I: who was shown what of whom, why, and under whose decision. */
export interface ExchangeRecord {
  /** `exr_…` */
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly at: string;
  /** Client id of the app; null: none was signed in. */
  readonly app: string | null;
  /** USCC of the organisation that runs the app, or of the officer's agency; null: a person for themselves. */
  readonly organisation: string | null;
  /** OIDC subject of who asked; null: an app by itself. */
  readonly actor: string | null;
  readonly purpose: string | null;
  readonly case: string | null;
  /** Ids of the grants that it was allowed by. */
  readonly grants: readonly string[];
  /** Name of the operation. */
  readonly operation: string | null;
  /** `Type.field`, sorted: those labelled S3, S4 or I that were served. */
  readonly coordinates: readonly string[];
  /** Vendors' subgraphs that were sent some of it, with the coordinates: `plugin:Type.field`, sorted. */
  readonly receivers: readonly string[];
  /** `subjectHash` of each whose data it is, sorted. */
  readonly subjects: readonly string[];
  /** How many objects with such data the answer held. */
  readonly rows: number;
  /** HMAC-SHA256 in hex, under the subjects' secret, of document, operation name and variables: these may hold an identity number. */
  readonly requestHash: string;
  /** HMAC-SHA256 in hex, under the subjects' secret, of the answer's bytes: a short answer could be guessed from a bare digest. */
  readonly responseHash: string;
}
