import type { Config } from './config';
import type { PrismaClient } from './db/client';
import type { Keys } from './keys';
import type { Logger } from './log';
import type { Clock } from './ports/clock';
import type { HeadArchive } from './ports/head-archive';
import type { LiveStreams } from './ports/live-streams';
import type { Mailer } from './ports/mailer';
import type { ObjectStore } from './ports/object-store';
import type { Outbound } from './ports/outbound';
import type { JobQueue } from './ports/queue';
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
  /** What browsers hear of their mailboxes. */
  liveStreams: LiveStreams;
};
