/** JSON Schema (draft-07) of what every command prints with `--json`; committed as `envelope.schema.json`. */
export const ENVELOPE_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://citygraph.dev/schemas/command-envelope/v1.json',
  title: 'What citygraph prints with --json',
  type: 'object',
  oneOf: [
    {
      additionalProperties: false,
      required: ['ok', 'data', 'warnings', 'meta'],
      properties: {
        ok: { const: true },
        data: { description: 'What was asked for.' },
        warnings: { $ref: '#/definitions/texts' },
        meta: { $ref: '#/definitions/meta' },
      },
    },
    {
      additionalProperties: false,
      required: ['ok', 'error', 'warnings', 'meta'],
      properties: {
        ok: { const: false },
        error: { $ref: '#/definitions/error' },
        data: { description: 'What was found all the same, such as findings.' },
        warnings: { $ref: '#/definitions/texts' },
        meta: { $ref: '#/definitions/meta' },
      },
    },
  ],
  definitions: {
    texts: { type: 'array', items: { type: 'string', minLength: 1 } },
    error: {
      type: 'object',
      additionalProperties: false,
      required: ['code', 'message', 'location', 'suggestions', 'ref'],
      properties: {
        code: { type: 'string', pattern: '^[A-Z][A-Z_]*$', description: 'For programs.' },
        message: { type: 'string', minLength: 1, description: 'For people, in the language that was asked for.' },
        location: {
          oneOf: [
            { type: 'null' },
            {
              type: 'object',
              additionalProperties: false,
              required: ['file'],
              properties: {
                file: { type: 'string', minLength: 1 },
                line: { type: 'integer', minimum: 1 },
                column: { type: 'integer', minimum: 1 },
              },
            },
          ],
        },
        suggestions: { $ref: '#/definitions/texts' },
        ref: { type: 'string', pattern: '^citygraph explain [A-Z_]+$' },
      },
    },
    meta: {
      type: 'object',
      additionalProperties: false,
      required: ['apiVersion', 'requestId'],
      properties: {
        apiVersion: { const: 'citygraph.dev/v1' },
        requestId: { type: ['string', 'null'], description: 'Of the hub’s last answer; null: it was not asked.' },
      },
    },
  },
} as const;
