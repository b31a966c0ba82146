import type { z } from 'zod';
import {
  changeDestinationRequest,
  createDestinationRequest,
  type DestinationKind,
  s3Settings,
  syslogSettings,
  webhookSettings,
} from '@/lib/destinations/wire';

/** The fields that are typed into. The key of an S3 store is a `secret` to the routes like any other. */
export type TextField =
  | 'name'
  | 'host'
  | 'port'
  | 'caPem'
  | 'clientCertificatePem'
  | 'secret'
  | 'url'
  | 'endpoint'
  | 'region'
  | 'bucket'
  | 'prefix'
  | 'accessKeyId'
  | 'secretAccessKey';

/** Names of the fields that must be mended. */
export type Faults = ReadonlySet<string>;

/** What was typed, in the shape of the routes; a secret that was left empty is left out. */
export function readForm(kind: DestinationKind, form: FormData) {
  const text = (name: TextField | 'format' | 'schedule' | 'startAt') => String(form.get(name) ?? '').trim();
  const settings = {
    syslog: () => ({
      host: text('host'),
      port: text('port'),
      format: text('format'),
      caPem: text('caPem'),
      clientCertificatePem: text('clientCertificatePem'),
      acceptsBareClose: form.has('acceptsBareClose'),
    }),
    webhook: () => ({ url: text('url'), caPem: text('caPem') }),
    s3: () => ({
      schedule: text('schedule'),
      format: text('format'),
      endpoint: text('endpoint'),
      region: text('region'),
      bucket: text('bucket'),
      prefix: text('prefix'),
      accessKeyId: text('accessKeyId'),
      pathStyle: form.has('pathStyle'),
    }),
  }[kind]();
  const secret = text(kind === 's3' ? 'secretAccessKey' : 'secret');
  return { name: text('name'), startAt: text('startAt'), settings, ...(secret !== '' && { secret }) };
}

const schemaOf = { syslog: syslogSettings, webhook: webhookSettings, s3: s3Settings } as const;

/** Which fields the routes would refuse, by the schemas of the routes themselves. */
export function faultsIn(
  kind: DestinationKind,
  isNew: boolean,
  { startAt, settings, ...shared }: ReturnType<typeof readForm>,
): Faults {
  const results = isNew
    ? [createDestinationRequest.safeParse({ kind, startAt, settings, ...shared })]
    : [changeDestinationRequest.safeParse(shared), schemaOf[kind].safeParse(settings)];
  const faults = results.flatMap(({ error }) => error?.issues ?? []).map(fieldOf);
  return new Set(faults.map((field) => (field === 'secret' && kind === 's3' ? 'secretAccessKey' : field)));
}

/** A fault of the whole is that a certificate has no key, or a key no certificate. */
function fieldOf({ path }: z.core.$ZodIssue): string {
  return String(path.at(-1) ?? 'secret');
}
