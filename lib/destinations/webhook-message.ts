import { createHmac, randomBytes } from 'node:crypto';
import type { DeliveredEntry } from './delivered-entry';

export type WebhookMessage = { headers: Record<string, string>; body: string };

/** `whsec_` and 32 random bytes in base64, as the Standard Webhooks specification writes a symmetric secret. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * A batch of entries as one webhook of the Standard Webhooks specification 1.0: `webhook-id` is the same whenever the same
 * numbers are sent again, `webhook-timestamp` is the time of this try in seconds, `webhook-signature` is `v1,` and the
 * base64 of HMAC-SHA-256 of `id.timestamp.body`.
 */
export function webhookMessage(input: {
  destinationId: string;
  organisationId: string;
  entries: readonly DeliveredEntry[];
  secret: string;
  now: Date;
}): WebhookMessage {
  const { entries, now } = input;
  const id = `msg_${input.destinationId}_${entries[0]?.number}-${entries.at(-1)?.number}`;
  const data = { organisation: input.organisationId, entries };
  return signed(id, 'audit.entries', data, input.secret, now);
}

/** What "test" sends. */
export function webhookTestMessage(input: {
  destinationId: string;
  organisationId: string;
  secret: string;
  now: Date;
}): WebhookMessage {
  const id = `msg_${input.destinationId}_test-${input.now.getTime()}`;
  return signed(id, 'audit.test', { organisation: input.organisationId }, input.secret, input.now);
}

function signed(id: string, type: string, data: object, secret: string, now: Date): WebhookMessage {
  const body = JSON.stringify({ type, timestamp: now.toISOString(), data });
  const timestamp = Math.floor(now.getTime() / 1_000);
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Pli',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${mac}`,
    },
    body,
  };
}
