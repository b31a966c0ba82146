import 'server-only';
import type { QueueName } from '../adapters/queue/queue-definitions';
import { releaseEnvelope } from '../delivery/release-envelope';
import { deliverEntries } from '../destinations/deliver-entries';
import { exportPeriods } from '../destinations/export-periods';
import { giveUpNotification } from '../notification/fail-notification';
import { notifyRecipient } from '../notification/notify-recipient';
import { sendCode } from '../notification/send-code';
import { tellNoPassword } from '../notification/tell-no-password';
import { tellSender } from '../notification/tell-sender';
import { sweepVault } from '../retention/sweep-vault';
import { obtainTimestamp } from '../seal/obtain-timestamp';
import type { Services } from '../services';
import { checkLog } from '../transparency-log/check-log';
import { keepHeads } from '../transparency-log/keep-heads';
import type { JobHandler } from './run-queue';

/** Which use case does which job. */
export function createHandlers(services: Services): { [N in QueueName]: JobHandler<N> } {
  return {
    notify: (payload, attempt) => notifyRecipient(services, payload, attempt),
    release: (payload) => releaseEnvelope(services, payload),
    'notify-given-up': (payload) => giveUpNotification(services, payload),
    timestamp: (payload) => obtainTimestamp(services, payload),
    // An authority that was away all day: the tries begin again, and the envelope says "pending" all the while.
    'timestamp-later': (payload) =>
      services.db.$transaction((tx) =>
        services.queue.enqueue(tx, 'timestamp', payload, { key: payload.envelopeId }),
      ),
    'tell-sender': (payload) => tellSender(services, payload),
    'no-password': (payload) => tellNoPassword(services, payload),
    'send-code': (payload) => sendCode(services, payload),
    'verify-log': (payload) => checkLog(services, payload),
    'keep-heads': () => keepHeads(services),
    'sweep-vault': (payload) => sweepVault(services, payload),
    'deliver-audit': (payload) => deliverEntries(services, payload),
    'export-audit': (payload) => exportPeriods(services, payload),
  };
}
