import 'server-only';
import path from 'node:path';
import { createS3HeadArchive } from '../adapters/head-archive/s3-head-archive';
import { createCatcherMailer } from '../adapters/mail/catcher-mailer';
import { createSmtpMailer, rfc5321Waits } from '../adapters/mail/smtp-mailer';
import { createObjectStore } from '../adapters/object-store/create-object-store';
import { createOutbound } from '../adapters/outbound/create-outbound';
import { createJobQueue } from '../adapters/queue/pg-boss-queue';
import { createEmbeddedTimestamper } from '../adapters/timestamper/embedded-timestamper';
import { createHttpTimestamper } from '../adapters/timestamper/http-timestamper';
import { createHttpWitness } from '../adapters/witness/http-witness';
import type { Config } from '../config';
import { createDatabaseClient } from '../db/client';
import { loadKeys } from '../keys';
import { createLiveStreams } from '../live/create-live-streams';
import { hearMailboxChanges } from '../live/hear-mailbox-changes';
import { createLogger } from '../log';
import { systemClock } from '../ports/clock';
import type { Mailer } from '../ports/mailer';
import type { Timestamper } from '../ports/timestamper';
import type { Services } from '../services';

/**
 * The wiring: which adapter stands behind which port. Nothing connects before it is used.
 * @throws Error when a key is missing or cannot be read.
 */
export async function createServices(config: Config, processName: string): Promise<Services> {
  const clock = systemClock;
  const log = createLogger({ name: processName, level: config.logLevel });
  const keys = await loadKeys(config);
  const db = createDatabaseClient(config.database.url);
  const changes = hearMailboxChanges(config.database.url, log);
  return {
    config,
    log,
    clock,
    keys,
    db,
    objectStore: createObjectStore(config, keys, clock, log).objectStore,
    mailer: mailerOf(config),
    timestamper: timestamperOf(config),
    witness: config.witnessUrl ? createHttpWitness({ prefix: config.witnessUrl }) : null,
    headArchive: config.witnessBucket ? createS3HeadArchive(config.witnessBucket, clock) : null,
    outbound: createOutbound({ privateRule: config.outboundPrivate }),
    queue: createJobQueue(),
    liveStreams: createLiveStreams({ db, clock, log, changes }),
  };
}

function mailerOf({ mail }: Config): Mailer {
  return mail.transport.kind === 'catcher'
    ? createCatcherMailer({ dir: mail.transport.dir })
    : createSmtpMailer({
        url: mail.transport.url,
        dkim: mail.dkim,
        waits: { ...rfc5321Waits, afterData: mail.transport.replySeconds * 1_000 },
      });
}

function timestamperOf({ dataDir, timestamp }: Config): Timestamper {
  return timestamp.kind === 'http'
    ? createHttpTimestamper(timestamp)
    : createEmbeddedTimestamper({ dir: path.join(dataDir, 'timestamp') });
}
