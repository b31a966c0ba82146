import type { DestinationKind } from '@/lib/destinations/wire';

/** What was typed, in the shape of the routes; they judge it. */
export function readForm(kind: DestinationKind, form: FormData) {
  const text = (name: string) => String(form.get(name) ?? '').trim();
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
  return { name: text('name'), startAt: text('startAt'), settings, secret: text('secret') };
}
