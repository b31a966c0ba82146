import 'server-only';
import type { RequestListener, ServerResponse } from 'node:http';
import { queueSchema } from '../adapters/queue/queue-definitions';
import type { Services } from '../services';

type Needed = Pick<Services, 'db' | 'objectStore' | 'mailer' | 'log'>;
type Check = { ok: true; full?: true } | { ok: false; reason: string };
type Needs = Record<'database' | 'vault' | 'queue', Check>;

const checkSecondsMax = 4;
const keptMilliseconds = 1_000;

/**
 * Answers `/readyz`: 200 when what serving needs answers (database, vault, job queue), else 503; the body says which, the log says
 * why. And `/healthz`: 200 at once while this process lives, with what was last seen of the rest (null: not looked yet): whether
 * the mail server answers (while it is away letters are sealed and read, and their notifications wait), and whether the vault has
 * room for uploads (while it is full, what is in it is read). Asked often, both look once a second.
 */
export function createHealthHandler(services: Needed): RequestListener {
  const needs = look(() => checkNeeds(services));
  const mail = look(() => inTime(() => services.mailer.ready()));
  return async (request, response) => {
    if (request.url === '/healthz') {
      void needs.now();
      void mail.now();
      const vault = needs.seen()?.vault;
      const uploads = vault ? vault.ok && !vault.full : null;
      return answer(response, 200, { alive: true, mail: mail.seen()?.ok ?? null, uploads });
    }
    const checks = await needs.now();
    const parts = Object.fromEntries(Object.entries(checks).map(([name, { ok }]) => [name, ok]));
    const ready = Object.values(parts).every((ok) => ok);
    if (!ready) services.log.warn({ checks }, 'not ready');
    answer(response, ready ? 200 : 503, { ready, ...parts });
  };
}

/** Repeats a check that never throws when its last outcome is older than a second; `seen` is the last one that has ended. */
function look<Outcome>(check: () => Promise<Outcome>) {
  let last: { at: number; outcome: Promise<Outcome> } | undefined;
  let seen: Outcome | undefined;
  return {
    seen: () => seen,
    now: () => {
      if (last && Date.now() - last.at <= keptMilliseconds) return last.outcome;
      const outcome = check();
      last = { at: Date.now(), outcome };
      void outcome.then((found) => {
        seen = found;
      });
      return outcome;
    },
  };
}

async function checkNeeds({ db, objectStore }: Needed): Promise<Needs> {
  const [database, vault, queue] = await Promise.all([
    inTime(() => db.$queryRaw`SELECT 1`.then((): Check => ({ ok: true }))),
    inTime(() => objectStore.ready()),
    inTime(() =>
      db.$queryRawUnsafe(`SELECT 1 FROM ${queueSchema}.queue LIMIT 1`).then((): Check => ({ ok: true })),
    ),
  ]);
  return { database, vault, queue };
}

async function inTime(check: () => Promise<Check>): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Check>((resolve) => {
    const reason = `no answer in ${checkSecondsMax} s`;
    timer = setTimeout(() => resolve({ ok: false, reason }), checkSecondsMax * 1000);
  });
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(body)}\n`);
}
