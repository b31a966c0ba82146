import 'server-only';
import type { Outbound } from '../../ports/outbound';
import { createOutboundGuard, type PrivateRule } from './outbound-guard';
import { createBucketWriter } from './s3-bucket-writer';
import { createSyslogSender } from './syslog-sender';
import { createWebhookSender } from './webhook-sender';

/** @param options.millisecondsMax of one delivery to a collector, its connection included */
export function createOutbound(options: { privateRule: PrivateRule; millisecondsMax?: number }): Outbound {
  const guard = createOutboundGuard(options.privateRule);
  const millisecondsMax = options.millisecondsMax ?? 20_000;
  return {
    syslog: createSyslogSender(guard, millisecondsMax),
    post: createWebhookSender(guard, millisecondsMax),
    bucket: createBucketWriter(guard),
  };
}
