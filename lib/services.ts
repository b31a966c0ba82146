import 'server-only';
import path from 'node:path';
import { createCatcherMailer } from './adapters/catcher-mailer';
import { createObjectStore } from './adapters/create-object-store';
import { createOutbound } from './adapters/create-outbound';
import { createEmbeddedTimestamper } from './adapters/embedded-timestamper';
import { createHttpTimestamper } from './adapters/http-timestamper';
import { createHttpWitness } from './adapters/http-witness';
import { createS3HeadArchive } from './adapters/s3-head-archive';
import { createSmtpMailer } from './adapters/smtp-mailer';
import { type Config, loadConfig } from './config';
import { createDatabaseClient, type PrismaClient } from './db/client';
import { createJobQueue } from './jobs/pg-boss-queue';
import type { JobQueue } from './jobs/queue';
import { type Keys, loadKeys } from './keys';
import { createLogger, type Logger } from './log';
import { type Clock, systemClock } from './ports/clock';
import type { HeadArchive } from './ports/head-archive';
import type { Mailer } from './ports/mailer';
import type { ObjectStore } from './ports/object-store';
import type { Outbound } from './ports/outbound';
import type { Timestamper } from './ports/timestamper';
import type { Witness } from './ports/witness';

/** Everything a use case may depend on. Made once a process; use cases take it (or a part of it) as first argument. */
export type Services = {
  config: Config;
  log: Logger;
  clock: Clock;
  db: PrismaClient;
  objectStore: ObjectStore;
  mailer: Mailer;
  timestamper: Timestamper;
  /** Keeps the heads of the audit log outside; null where none is set. */
  witness: Witness | null;
  /** A locked bucket that keeps the heads of the audit log; null where none is set. */
  headArchive: HeadArchive | null;
  /** Collectors and buckets of organisations. */
  outbound: Outbound;
  keys: Keys;
  queue: JobQueue;
};

/**
 * The wiring: which adapter stands behind which port. Nothing connects before it is used.
 * @throws Error when a key is missing or cannot be read.
 */
export async function createServices(config: Config, processName: string): Promise<Services> {
  const clock = systemClock;
  const log = createLogger({ name: processName, level: config.logLevel });
  const keys = await loadKeys(config);
  return {
    config,
    log,
    clock,
    keys,
    db: createDatabaseClient(config.database.url),
    objectStore: createObjectStore(config, keys, clock, log).objectStore,
    mailer: mailerOf(config),
    timestamper: timestamperOf(config),
    witness: config.witnessUrl ? createHttpWitness({ prefix: config.witnessUrl }) : null,
    headArchive: config.witnessBucket ? createS3HeadArchive(config.witnessBucket, clock) : null,
    outbound: createOutbound({ privateRule: config.outboundPrivate }),
    queue: createJobQueue(),
  };
}

// Next keeps several copies of a module in one process: the services stand on globalThis so that they share one pool.
const holder = globalThis as typeof globalThis & { pliServices?: Promise<Services> };

/** The services of this process, for Next's handlers and pages. @throws ConfigError, or Error when a key is missing. */
export function getServices(): Promise<Services> {
  holder.pliServices ??= createServices(loadConfig(), 'web');
  return holder.pliServices;
}

function mailerOf({ mail }: Config): Mailer {
  return mail.transport.kind === 'catcher'
    ? createCatcherMailer({ dir: mail.transport.dir })
    : createSmtpMailer({ url: mail.transport.url, dkim: mail.dkim });
}

function timestamperOf({ dataDir, timestamp }: Config): Timestamper {
  return timestamp.kind === 'http'
    ? createHttpTimestamper(timestamp)
    : createEmbeddedTimestamper({ dir: path.join(dataDir, 'timestamp') });
}
