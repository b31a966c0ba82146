/**
 * What travels about destinations of the audit trail. A secret travels in one direction only, to Pli; the single exception
 * is the signing secret of a webhook, answered once when Pli has made it.
 */
import { z } from 'zod';
import { deliveryFailureCodes } from '../ports/outbound';
import { exportSchedules, scheduledFormats, syslogFormats } from './choices';

/** A name of the DNS or an address, without anything around it. */
const host = z
  .string()
  .trim()
  .min(1)
  .max(253)
  .regex(/^(?:[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/);
const pem = (kind: string) =>
  z
    .string()
    .trim()
    .max(32_768)
    .regex(new RegExp(`^-----BEGIN [A-Z ]*${kind}-----[\\s\\S]+-----END [A-Z ]*${kind}-----$`));
const certificate = z
  .preprocess((text) => (text === '' ? null : text), pem('CERTIFICATE').nullable())
  .default(null);
const urlOf = (...protocols: string[]) =>
  z
    .string()
    .trim()
    .max(2_000)
    .refine((text) => {
      if (!URL.canParse(text)) return false;
      const { protocol, username, password, hash } = new URL(text);
      return protocols.includes(protocol) && username === '' && password === '' && hash === '';
    });

export const syslogSettings = z.strictObject({
  host,
  port: z.coerce.number().int().min(1).max(65_535).default(6514),
  format: z.enum(syslogFormats).default('cef'),
  caPem: certificate,
  clientCertificatePem: certificate,
  /** Whether an end of the connection without TLS close_notify counts (docs/siem.md). */
  acceptsBareClose: z.boolean().default(false),
});
export const webhookSettings = z.strictObject({ url: urlOf('https:'), caPem: certificate });
export const s3Settings = z.strictObject({
  schedule: z.enum(exportSchedules).default('daily'),
  format: z.enum(scheduledFormats).default('zip'),
  /** Null: Amazon's of the region. */
  endpoint: z
    .preprocess((text) => (text === '' ? null : text), urlOf('https:', 'http:').nullable())
    .default(null),
  region: z
    .string()
    .trim()
    .regex(/^[a-z0-9-]{1,40}$/)
    .default('us-east-1'),
  bucket: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/),
  /** Folders in front of the name, with or without a slash at the end. */
  prefix: z
    .string()
    .trim()
    .max(500)
    .regex(/^(?:[\w!.*'()-]+(?:\/[\w!.*'()-]+)*\/?)?$/)
    .refine((text) => !text.split('/').some((part) => part === '.' || part === '..'))
    .default(''),
  accessKeyId: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .regex(/^[\x21-\x7e]+$/),
  pathStyle: z.boolean().default(true),
});
export type SyslogSettings = z.infer<typeof syslogSettings>;
export type WebhookSettings = z.infer<typeof webhookSettings>;
export type S3Settings = z.infer<typeof s3Settings>;

const name = z.string().trim().min(1).max(100);
/** Whether everything of the past goes there too, or only what happens from now on. */
const startAt = z.enum(['beginning', 'now']).default('beginning');
const clientKey = pem('PRIVATE KEY');
const secretAccessKey = z.string().trim().min(1).max(500);

/** POST /api/audit/destinations → 201 CreateDestinationAnswer */
export const createDestinationRequest = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('syslog'),
      name,
      startAt,
      settings: syslogSettings,
      secret: clientKey.optional(),
    })
    .refine(({ settings, secret }) => (settings.clientCertificatePem === null) === (secret === undefined)),
  z.strictObject({ kind: z.literal('webhook'), name, startAt, settings: webhookSettings }),
  z.strictObject({ kind: z.literal('s3'), name, startAt, settings: s3Settings, secret: secretAccessKey }),
]);
export type CreateDestinationRequest = z.infer<typeof createDestinationRequest>;
/** `secret`: of a webhook, this once. */
export const createDestinationAnswer = z.strictObject({ id: z.uuid(), secret: z.string().nullable() });
export type CreateDestinationAnswer = z.infer<typeof createDestinationAnswer>;

/**
 * PATCH /api/audit/destinations/{id} → 200 ChangeDestinationAnswer. What is absent stays; `settings` are replaced whole and
 * must be of the destination's kind. `secret` replaces the stored one; of a webhook `renewSecret` makes a new one.
 */
export const changeDestinationRequest = z.strictObject({
  name: name.optional(),
  paused: z.boolean().optional(),
  settings: z.union([syslogSettings, webhookSettings, s3Settings]).optional(),
  secret: z.union([clientKey, secretAccessKey]).optional(),
  renewSecret: z.literal(true).optional(),
});
export type ChangeDestinationRequest = z.infer<typeof changeDestinationRequest>;
export const changeDestinationAnswer = z.strictObject({ secret: z.string().nullable() });
export type ChangeDestinationAnswer = z.infer<typeof changeDestinationAnswer>;

export type DestinationKind = 'syslog' | 'webhook' | 's3';
export type DestinationSettings =
  | { kind: 'syslog'; settings: SyslogSettings }
  | { kind: 'webhook'; settings: WebhookSettings }
  | { kind: 's3'; settings: S3Settings };

const failure = z.strictObject({ code: z.enum(deliveryFailureCodes), status: z.int().nullable() });
const item = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['new', 'working', 'failing', 'paused']),
  /** Entries that have not arrived there yet; of a bucket, those of the current period too. */
  backlog: z.int().min(0),
  lastSuccessAt: z.iso.datetime().nullable(),
  failingSince: z.iso.datetime().nullable(),
  nextTryAt: z.iso.datetime().nullable(),
  lastFailure: failure.nullable(),
  /** s3: the object written last. */
  lastObject: z.strictObject({ key: z.string(), bytes: z.int().min(0) }).nullable(),
});
export type DestinationItem = DestinationSettings & z.infer<typeof item>;
/** GET /api/audit/destinations */
export const destinationsAnswer = z.strictObject({
  destinations: z.array(
    z.discriminatedUnion('kind', [
      item.extend({ kind: z.literal('syslog'), settings: syslogSettings }),
      item.extend({ kind: z.literal('webhook'), settings: webhookSettings }),
      item.extend({ kind: z.literal('s3'), settings: s3Settings }),
    ]),
  ),
});
export type DestinationsAnswer = { destinations: DestinationItem[] };

/** POST /api/audit/destinations/{id}/test */
export const testDestinationAnswer = z.discriminatedUnion('arrived', [
  z.strictObject({ arrived: z.literal(true) }),
  z.strictObject({ arrived: z.literal(false), failure }),
]);
export type TestDestinationAnswer = z.infer<typeof testDestinationAnswer>;
