import 'server-only';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { lineLimits } from '../db/client';
import type { Logger } from '../log';
import type { MailboxChange, MailboxChanges, MailboxChangesListener } from './mailbox-changes';

/** The channel on which `next_change_numbers` speaks (prisma/migrations). */
const channel = 'pli_mailboxes';
/** A line that has gone silent without breaking is found by asking it. */
const askEveryMs = 15_000;
const short = { query_timeout: 5_000 } as const;
/** How long the end of a line is waited for: one that is dead does not answer. */
const goodbyeMs = 1_000;
const firstPauseMs = 250;
const longestPauseMs = 10_000;

/** One connection of this process that hears what transactions of all processes say when they commit (LISTEN). */
export function hearMailboxChanges(url: string, log: Logger): MailboxChanges {
  const listeners = new Set<MailboxChangesListener>();
  let line: pg.Client | null = null;
  let isKept = false;
  let closed = false;

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'pli-live',
      ...lineLimits,
      ...short,
    });
    client.on('error', (error) => log.warn({ err: error }, 'live: connection lost'));
    client.on('notification', ({ payload }) => {
      const change = parseChange(payload);
      if (change) for (const listener of [...listeners]) listener.changed(change);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${channel}`);
      return client;
    } catch (error) {
      void client.end().catch(() => undefined);
      throw error;
    }
  }

  async function keep(): Promise<void> {
    if (isKept) return;
    isKept = true;
    for (let wait = firstPauseMs; !closed && listeners.size > 0; ) {
      try {
        const client = await connect();
        line = client;
        wait = firstPauseMs;
        for (const listener of [...listeners]) listener.missed();
        await untilLost(client, () => !closed && listeners.size > 0);
        line = null;
        void client.end().catch(() => undefined);
      } catch (error) {
        log.warn({ err: error }, 'live: no connection yet');
      }
      if (closed || listeners.size === 0) break;
      await pause(wait * (0.5 + Math.random()), undefined, { ref: false });
      wait = Math.min(wait * 2, longestPauseMs);
    }
    isKept = false;
  }

  return {
    listen(listener) {
      listeners.add(listener);
      void keep();
      return () => {
        listeners.delete(listener);
        // `keep` sees that nobody listens any more
        if (listeners.size === 0) void line?.end().catch(() => undefined);
      };
    },
    async close() {
      closed = true;
      listeners.clear();
      const ended = line?.end().catch(() => undefined);
      await Promise.race([ended, pause(goodbyeMs, undefined, { ref: false })]);
    },
  };
}

/** Resolves when the connection has ended, answers no more, or is not wanted any more. */
async function untilLost(client: pg.Client, isWanted: () => boolean): Promise<void> {
  const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
  let isThere = isWanted();
  void ended.then(() => {
    isThere = false;
  });
  while (isThere) {
    await Promise.race([ended, pause(askEveryMs, undefined, { ref: false })]);
    if (!isThere || !isWanted()) return;
    const answers = await client.query('SELECT 1').then(
      () => true,
      () => false,
    );
    if (!answers) return;
  }
}

function parseChange(payload: string | undefined): MailboxChange | null {
  const [mailboxId, number] = (payload ?? '').split(' ');
  return mailboxId && number ? { mailboxId, number: Number(number) } : null;
}
