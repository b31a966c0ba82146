import 'server-only';
import { mailboxIdsWith } from '../access/policy';
import { findActorsOf } from '../auth/find-actor';
import { AppError } from '../errors';
import type { LiveStreams } from '../ports/live-streams';
import type { Services } from '../services';
import { LiveStream } from './live-stream';
import type { MailboxChanges } from './mailbox-changes';
import { mailboxHeads } from './mailbox-heads';

/** How many streams a session and a process have at once, and how often what is done (milliseconds). */
export const liveLimits = {
  ofSession: 8,
  ofProcess: 2_000,
  /** What comes meanwhile is told with it. */
  gatherMs: 100,
  /** Sessions and rights of all who read are looked at again: what has ended is over within this. */
  judgeMs: 3_000,
  /** While the database does not answer nothing is told, and after this nobody reads on. */
  unjudgedMsMax: 30_000,
  beatMs: 20_000,
} as const;

type Needs = Pick<Services, 'db' | 'clock' | 'log'> & { changes: MailboxChanges };

/**
 * Tells readers "mailbox X is at N", of mailboxes that the session's person may read at that very moment: session and rights are judged
 * before anything is told, and every few seconds besides, all readers in one statement. It counts as no activity of the person.
 */
export function createLiveStreams({ changes, ...services }: Needs): LiveStreams {
  const streams = new Set<LiveStream>();
  let changed = new Map<string, number>();
  let round: Promise<void> | null = null;
  let isAgain: 'some' | 'all' | null = null;
  let isGathering = false;
  let timers: NodeJS.Timeout[] = [];
  let unlisten: (() => void) | null = null;
  let closed = false;

  const gather = () => {
    if (isGathering) return;
    isGathering = true;
    setTimeout(() => {
      isGathering = false;
      void look('some');
    }, liveLimits.gatherMs).unref();
  };
  /** One round after the other; `some`: of those whom something is to be told. */
  const look = async (whom: 'some' | 'all'): Promise<void> => {
    if (round) {
      if (isAgain !== 'all') isAgain = whom;
      return round;
    }
    round = tellRound(whom);
    await round;
    round = null;
    const again = isAgain;
    isAgain = null;
    if (again && !closed) await look(again);
  };

  async function tellRound(whom: 'some' | 'all'): Promise<void> {
    const news = changed;
    changed = new Map();
    const isConcerned = ({ wantsAll, mailboxIds }: LiveStream) =>
      wantsAll || (mailboxIds ?? []).some((id) => news.has(id));
    const asked = [...streams].filter((stream) => whom === 'all' || isConcerned(stream));
    if (asked.length === 0) return;
    const now = Date.now();
    try {
      const sessionIds = [...new Set(asked.map(({ sessionId }) => sessionId))];
      const actors = await findActorsOf(services, sessionIds);
      for (const stream of asked) {
        const actor = actors.get(stream.sessionId);
        if (actor) judged(stream, mailboxIdsWith(actor, 'read').sort(), now);
        else over(stream);
      }
      const whole = asked.filter(({ wantsAll }) => wantsAll);
      const heads = await mailboxHeads(services, [
        ...new Set(whole.flatMap(({ mailboxIds }) => mailboxIds ?? [])),
      ]);
      for (const stream of asked) tellOne(stream, news, heads);
    } catch (error) {
      services.log.warn({ err: error }, 'live: nobody could be judged');
      for (const [id, number] of news) note(id, number);
      for (const stream of asked) if (now - stream.judgedAt > liveLimits.unjudgedMsMax) stream.end();
    }
  }

  const note = (mailboxId: string, number: number) =>
    changed.set(mailboxId, Math.max(number, changed.get(mailboxId) ?? 0));

  function start(): void {
    if (unlisten) return;
    unlisten = changes.listen({
      changed: ({ mailboxId, number }) => {
        note(mailboxId, number);
        gather();
      },
      missed: () => {
        for (const stream of streams) stream.wantsAll = true;
        gather();
      },
    });
    const beat = () => {
      for (const stream of [...streams]) stream.tell('beat', 1);
    };
    timers = [
      setInterval(() => void look('all'), liveLimits.judgeMs).unref(),
      setInterval(beat, liveLimits.beatMs).unref(),
    ];
  }

  function stop(): void {
    for (const timer of timers) clearInterval(timer);
    unlisten?.();
    unlisten = null;
    changed = new Map();
  }

  return {
    open(sessionId) {
      const own = [...streams].filter((stream) => stream.sessionId === sessionId);
      if (closed || own.length >= liveLimits.ofSession || streams.size >= liveLimits.ofProcess)
        throw new AppError('too-many-requests', { detail: { seconds: 30 } });
      const stream = new LiveStream(sessionId, Date.now(), (ended) => {
        streams.delete(ended);
        if (streams.size === 0) stop();
      });
      streams.add(stream);
      start();
      gather();
      return stream.body;
    },
    async close() {
      closed = true;
      for (const stream of [...streams]) stream.end();
      await changes.close();
    },
  };
}

/** What this reader may use now; other than before, she is told all of it. */
function judged(stream: LiveStream, mailboxIds: readonly string[], at: number): void {
  const isSame = stream.mailboxIds?.join() === mailboxIds.join();
  stream.wantsAll ||= !isSame;
  stream.mailboxIds = mailboxIds;
  stream.judgedAt = at;
}

function over(stream: LiveStream): void {
  stream.tell('over', 1);
  stream.mailboxIds = [];
  stream.wantsAll = false;
  stream.end();
}

function tellOne(
  stream: LiveStream,
  news: ReadonlyMap<string, number>,
  heads: Readonly<Record<string, number>>,
): void {
  const mailboxIds = stream.mailboxIds ?? [];
  if (stream.wantsAll) {
    stream.wantsAll = false;
    stream.tell('all', Object.fromEntries(mailboxIds.map((id) => [id, heads[id] ?? 0])));
    return;
  }
  const some = mailboxIds.flatMap((id) => (news.has(id) ? [[id, news.get(id)]] : []));
  if (some.length > 0) stream.tell('some', Object.fromEntries(some));
}
