import 'server-only';
import type { AuditDestination } from '../db/generated/client';
import type { Keys } from '../keys';
import { type BucketTarget, DeliveryFailure, type SyslogTarget, type WebhookTarget } from '../ports/outbound';
import { openDestinationSecret } from './destination-secret';
import { type DestinationSettings, s3Settings, syslogSettings, webhookSettings } from './wire';

type Stored = Pick<AuditDestination, 'id' | 'kind' | 'settings' | 'sealedSecret'>;

/** The settings of a destination as its kind has them. @throws ZodError for a row that nobody of ours wrote */
export function readSettings({ kind, settings }: Pick<Stored, 'kind' | 'settings'>): DestinationSettings {
  if (kind === 'syslog') return { kind, settings: syslogSettings.parse(settings) };
  if (kind === 'webhook') return { kind, settings: webhookSettings.parse(settings) };
  return { kind, settings: s3Settings.parse(settings) };
}

/** Where a destination is, with its secret: for the moment of a delivery. */
export type Target =
  | { kind: 'syslog'; target: SyslogTarget }
  | { kind: 'webhook'; target: WebhookTarget; secret: string }
  | { kind: 's3'; target: BucketTarget };

/** @throws DeliveryFailure `settings-wrong` where the secret cannot be read: sealed under another PLI_SECRET */
export function readTarget(keys: Pick<Keys, 'derive'>, stored: Stored): Target {
  const secret = readSecret(keys, stored);
  const read = readSettings(stored);
  if (read.kind === 'syslog') {
    const { host, port, caPem, clientCertificatePem, acceptsBareClose } = read.settings;
    const client =
      clientCertificatePem && secret ? { certificatePem: clientCertificatePem, keyPem: secret } : null;
    return { kind: 'syslog', target: { host, port, caPem, client, acceptsBareClose } };
  }
  if (secret === null) throw new DeliveryFailure('settings-wrong');
  if (read.kind === 'webhook') return { kind: 'webhook', target: read.settings, secret };
  const { endpoint, region, bucket, accessKeyId, pathStyle } = read.settings;
  return {
    kind: 's3',
    target: { endpoint, region, bucket, accessKeyId, pathStyle, secretAccessKey: secret },
  };
}

function readSecret(keys: Pick<Keys, 'derive'>, { id, sealedSecret }: Stored): string | null {
  if (sealedSecret === null) return null;
  try {
    return openDestinationSecret(keys, id, sealedSecret);
  } catch (cause) {
    throw new DeliveryFailure('settings-wrong', { cause });
  }
}
