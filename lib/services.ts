import 'server-only';
import type { Config } from './config';
import type { PrismaClient } from './db/client';
import type { JobQueue } from './jobs/queue';
import type { Keys } from './keys';
import type { Logger } from './log';
import type { Clock } from './ports/clock';
import type { Mailer } from './ports/mailer';
import type { ObjectStore } from './ports/object-store';
import type { Timestamper } from './ports/timestamper';

/** Everything a use case may depend on. Made once a process; use cases take it (or a part of it) as first argument. */
export type Services = {
  config: Config;
  log: Logger;
  clock: Clock;
  db: PrismaClient;
  objectStore: ObjectStore;
  mailer: Mailer;
  timestamper: Timestamper;
  keys: Keys;
  queue: JobQueue;
};
