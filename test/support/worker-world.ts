import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { startWorker } from '../../lib/worker/start-worker';
import type { TestDatabase } from './database';
import { until } from './pli';
import {
  addOrganisation,
  addPerson,
  type Person,
  type SealedLetter,
  sealLetter,
  withoutJobs,
  withTestServices,
} from './sealed-world';
import { SmtpPeer } from './smtp-peer';

/** Workers in this process and in others, a mail server they write to, and letters of one sender; a new address each test. */
export function withWorkers(database: TestDatabase) {
  let peer: SmtpPeer;
  const made = withTestServices(database, async () => {
    peer = await SmtpPeer.start();
    return { SMTP_URL: peer.url };
  });
  let sender: Person;
  let count = 0;
  let address = '';
  const stops: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU de Test');
    sender = await addPerson(made.services, hospital, 'expediteur');
  });
  beforeEach(() => {
    address = `destinataire.${++count}@exterieur.example`;
    peer.mood = 'take';
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
  });
  afterAll(() => peer.away());

  const recipientOf = (letter: SealedLetter) =>
    database.db.recipient.findFirstOrThrow({ where: { envelopeId: letter.envelopeId } });
  const mails = (to = address) => peer.mails.filter((mail) => mail.to.includes(to));
  return {
    made,
    get peer() {
      return peer;
    },
    get sender() {
      return sender;
    },
    /** Whom the test's letters go to. */
    get address() {
      return address;
    },
    /** A worker in this process, stopped after the test. */
    async start() {
      const worker = await startWorker(made.services);
      stops.push(() => worker.stop());
      return worker;
    },
    /** A worker in a process of its own, to be killed. */
    async startProcess(): Promise<ChildProcess> {
      const { config } = made.services;
      const child = spawn(
        process.execPath,
        ['--conditions=react-server', '--import', 'tsx', 'test/support/worker-process.ts'],
        {
          env: {
            ...process.env,
            DATABASE_URL: config.database.url,
            PLI_DATA_DIR: config.dataDir,
            PLI_LOG_LEVEL: 'error',
            SMTP_URL: peer.url,
            MAIL_FROM: config.mail.from.address,
          },
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      stops.push(async () => {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGKILL');
          await once(child, 'exit');
        }
      });
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')]);
      expect(child.exitCode).toBeNull();
      return child;
    },
    /** Sealed with no job enqueued: the test enqueues those it is about. */
    seal: (to: string = address, options: { title?: string } = {}) =>
      sealLetter(withoutJobs(made.services), sender, [{ who: to }], options),
    enqueue: (letter: SealedLetter) =>
      database.db.$transaction(async (tx) => {
        for (const { id } of Object.values(letter.recipients))
          await made.services.queue.enqueue(tx, 'notify', { recipientId: id });
      }),
    recipientOf,
    /** What followed the sealing. */
    events: async (letter: SealedLetter) => {
      const { envelopeId } = letter;
      const entries = await database.db.auditEntry.findMany({
        where: { envelopeId, event: { not: 'SubmissionAcceptance' } },
        orderBy: { id: 'asc' },
      });
      return entries.map(({ event }) => event);
    },
    mails,
    messageIds: () => new Set(mails().map((mail) => /^Message-ID: (.*)$/im.exec(mail.raw)?.[1])),
    untilState: (letter: SealedLetter, state: string, seconds = 90) =>
      until(async () => (await recipientOf(letter)).notificationState === state, seconds, `not ${state}`),
  };
}
