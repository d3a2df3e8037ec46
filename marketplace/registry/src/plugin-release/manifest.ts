import { isPurpose } from '@citygraph/contract';
import { z } from 'zod';
import { plainLine, plainText } from '../plain-text.ts';
import { SEMANTIC_VERSION } from './semantic-version.ts';

const COORDINATE = /^[A-Za-z]\w{0,79}\.[A-Za-z]\w{0,79}$/;
const ARGUMENT = /^[A-Za-z]\w{0,79}\.[A-Za-z]\w{0,79}\([A-Za-z_]\w{0,79}:\)$/;

const url = z.string().min(1).max(500);
const whole = (most: number) => z.int().min(0).max(most);
const counted = (most: number) => z.int().min(1).max(most);
const inBothLanguages = (least: number, most: number) =>
  z.strictObject({ zh: plainText(least, most), en: plainText(least, most) });

/** What a vendor declares beside its SDL: `citygraph.yaml`, as JSON. */
export const Manifest = z.strictObject({
  /** `city.airlab.aqi`. */
  id: z.string().min(1).max(80),
  version: z.string().max(40).regex(SEMANTIC_VERSION, 'write a semantic version without build metadata, e.g. 1.4.0'),
  publisher: z.string().min(1).max(31),
  namespace: z.string().min(1).max(31),
  runtime: z.strictObject({
    stable: z.strictObject({ url }),
    sandbox: z.strictObject({ url }).optional(),
    /** Path at both addresses. */
    health: z
      .string()
      .max(200)
      .regex(/^\/[\w./-]*$/, 'write a path, e.g. /health')
      .optional(),
  }),
  /** Others' data that comes to it, and what for. */
  data: z
    .array(
      z.strictObject({
        coordinate: z.string().regex(COORDINATE, 'write Type.field, e.g. LegalEntity.invoiceTurnover'),
        purpose: z.string().refine(isPurpose, 'give a code of the purpose list, e.g. credit-assessment'),
        retentionDays: whole(3_650),
        reason: inBothLanguages(4, 500),
      }),
    )
    .max(200)
    .refine((all) => new Set(all.map(({ coordinate }) => coordinate)).size === all.length, 'name each coordinate once')
    .default([]),
  persons: z
    .strictObject({
      arguments: z
        .record(
          z.string().regex(ARGUMENT, 'write Type.field(argument:)'),
          z.string().regex(COORDINATE, 'write Type.key, e.g. Resident.id'),
        )
        .refine((all) => Object.keys(all).length <= 50, 'name at most 50')
        .optional(),
      subject: z.boolean().optional(),
    })
    .default({}),
  limits: z
    .strictObject({
      concurrency: counted(1_000).optional(),
      queue: whole(1_000).optional(),
      timeoutMs: counted(3_000).optional(),
      bytes: counted(2 * 1024 * 1024).optional(),
      requestsPerSecond: whole(10_000).optional(),
      bytesPerMinute: whole(10 * 1024 ** 3).optional(),
      requestsPerDay: whole(1_000_000_000).optional(),
      costPerMinute: whole(1_000_000_000).optional(),
    })
    .default({}),
  /** Where it sends data itself. */
  egressHosts: z
    .array(
      z
        .string()
        .max(253)
        .regex(/^(?:[a-z0-9-]+\.)+[a-z0-9-]+$/, 'write a domain, e.g. api.airlab.example'),
    )
    .max(50)
    .default([]),
  dataRegions: z
    .array(z.string().regex(/^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/, 'write ISO 3166 codes, e.g. CN or CN-JL'))
    .min(1, 'say where data is kept')
    .max(20),
  slo: z.strictObject({
    /** Share of calls that are answered well in 30 days. */
    availability: z.number().min(0.5).max(1),
    p95Ms: counted(3_000),
  }),
  plans: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'write small letters, digits, hyphens'),
        title: inBothLanguages(2, 120),
        requestsPerMinute: counted(10_000_000),
        requestsPerDay: counted(1_000_000_000).optional(),
        approval: z.enum(['auto', 'manual']),
      }),
    )
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'name each plan once')
    .default([]),
  support: z.strictObject({ email: z.email().max(254), url: url.optional(), phone: plainLine(3, 40).optional() }),
  /** An expression of SPDX. */
  licence: z
    .string()
    .max(100)
    .regex(/^[A-Za-z0-9.+-]+(?: (?:AND|OR|WITH) [A-Za-z0-9.+-]+)*$/, 'write an SPDX expression, e.g. Apache-2.0'),
});

export type Manifest = z.output<typeof Manifest>;
