import type { Jobs } from '../../ports/queue';

/** The Postgres schema of pg-boss, and the channel (LISTEN) that wakes workers when a transaction with a job commits. */
export const queueSchema = 'pgboss';
export const wakeChannel = 'pli_jobs';

/** Queues a job falls into when it has failed for good, whoever or whatever ended it. */
export type DeadLetters = { 'notify-given-up': Jobs['notify']; 'timestamp-later': Jobs['timestamp'] };
export type QueueName = keyof Jobs | keyof DeadLetters;
export type QueuePayload = Jobs & DeadLetters;

export type QueueDefinition = {
  /** Tries after the first one. */
  retries: number;
  /** Seconds before the second try; each further pause is about twice the one before. */
  firstPauseSeconds: number;
  /** A worker that gives no sign of life for so long loses the job: short, so that a killed one is soon replaced. */
  expirySeconds: number;
  /** Longer than any handler may take: signs of life end then. */
  longestSeconds: number;
  /** Jobs of one worker at a time. */
  atOnce: number;
  deadLetter?: keyof DeadLetters;
};

/** 12 retries from 5 s on end after 8 to 9 hours, the last pause being about 4 of them. */
const patient = { retries: 12, firstPauseSeconds: 5, expirySeconds: 40, longestSeconds: 40 };
/** More than all waits of RFC 5321, section 4.5.3.2, one after the other. */
const mailSeconds = 2_700;

export const queues: Record<QueueName, QueueDefinition> = {
  // Dead letters first: the others refer to them.
  'notify-given-up': { ...patient, atOnce: 1 },
  'timestamp-later': { ...patient, atOnce: 1 },
  release: { ...patient, firstPauseSeconds: 2, longestSeconds: 40, atOnce: 4 },
  notify: { ...patient, longestSeconds: mailSeconds, atOnce: 4, deadLetter: 'notify-given-up' },
  timestamp: { ...patient, atOnce: 2, deadLetter: 'timestamp-later' },
  'tell-sender': { ...patient, longestSeconds: mailSeconds, atOnce: 1 },
  'password-reset': { ...patient, firstPauseSeconds: 2, atOnce: 2 },
  'no-password': { ...patient, longestSeconds: mailSeconds, atOnce: 1 },
  // A code lives ten minutes: seven tries within about four of them.
  'send-code': {
    retries: 6,
    firstPauseSeconds: 2,
    expirySeconds: 40,
    longestSeconds: mailSeconds,
    atOnce: 3,
  },
  // Minutes in a log of millions.
  'verify-log': { retries: 3, firstPauseSeconds: 30, expirySeconds: 3_600, longestSeconds: 3_600, atOnce: 1 },
  'sweep-vault': { retries: 12, firstPauseSeconds: 30, expirySeconds: 600, longestSeconds: 600, atOnce: 1 },
  'destroy-content': {
    retries: 12,
    firstPauseSeconds: 30,
    expirySeconds: 40,
    longestSeconds: 120,
    atOnce: 2,
  },
  'purge-content': { retries: 12, firstPauseSeconds: 30, expirySeconds: 120, longestSeconds: 600, atOnce: 2 },
  'judge-again': { retries: 12, firstPauseSeconds: 5, expirySeconds: 600, longestSeconds: 3_600, atOnce: 1 },
  'tell-ending': { ...patient, longestSeconds: mailSeconds, atOnce: 2 },
  // What is not in the bucket yet is asked for again each minute.
  'keep-heads': { retries: 2, firstPauseSeconds: 10, expirySeconds: 600, longestSeconds: 600, atOnce: 1 },
  // Their own rows say when to try again (lib/destinations/note-outcome.ts); a job that fails is one whose database was away.
  'deliver-audit': { retries: 2, firstPauseSeconds: 5, expirySeconds: 120, longestSeconds: 120, atOnce: 3 },
  'export-audit': {
    retries: 2,
    firstPauseSeconds: 5,
    expirySeconds: 7_200,
    longestSeconds: 7_200,
    atOnce: 3,
  },
};

export const queueNames = Object.keys(queues) as QueueName[]; // the keys are exactly those of the Record above
