import 'server-only';
import type { QueueName } from '../adapters/queue/queue-definitions';
import { obtainAddendumTimestamp } from '../addendum/obtain-addendum-timestamp';
import { answerPasswordReset } from '../auth/answer-password-reset';
import { releaseEnvelope } from '../delivery/release-envelope';
import { deliverEntries } from '../destinations/deliver-entries';
import { exportPeriods } from '../destinations/export-periods';
import { giveUpNotification } from '../notification/fail-notification';
import { notifyRecipient } from '../notification/notify-recipient';
import { sendCode } from '../notification/send-code';
import { tellEnding } from '../notification/tell-ending';
import { tellNoPassword } from '../notification/tell-no-password';
import { tellSender } from '../notification/tell-sender';
import type { Jobs } from '../ports/queue';
import { destroyContent } from '../retention/destroy-content';
import { judgeAgain } from '../retention/judge-again';
import { purgeContent } from '../retention/purge-content';
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
    timestamp: ({ envelopeId, addendum }) =>
      addendum === undefined
        ? obtainTimestamp(services, { envelopeId })
        : obtainAddendumTimestamp(services, { envelopeId, addendum }),
    // An authority that was away all day: the tries begin again, and the envelope says "pending" all the while.
    'timestamp-later': (payload) =>
      services.db.$transaction((tx) =>
        services.queue.enqueue(tx, 'timestamp', payload, { key: timestampKey(payload) }),
      ),
    'tell-sender': (payload) => tellSender(services, payload),
    'password-reset': (payload) => answerPasswordReset(services, payload),
    'no-password': (payload) => tellNoPassword(services, payload),
    'send-code': (payload) => sendCode(services, payload),
    'verify-log': (payload) => checkLog(services, payload),
    'keep-heads': () => keepHeads(services),
    'sweep-vault': async (payload) => {
      await sweepVault(services, payload);
    },
    'destroy-content': (payload) => destroyContent(services, payload),
    'purge-content': (payload) => purgeContent(services, payload),
    'judge-again': (payload) => judgeAgain(services, payload),
    'tell-ending': (payload) => tellEnding(services, payload),
    'deliver-audit': (payload) => deliverEntries(services, payload),
    'export-audit': (payload) => exportPeriods(services, payload),
  };
}

/** One job under way for each thing that is stamped. */
function timestampKey({ envelopeId, addendum }: Jobs['timestamp']): string {
  return addendum === undefined ? envelopeId : `${envelopeId} ${addendum}`;
}
