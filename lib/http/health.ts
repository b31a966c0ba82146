import 'server-only';
import type { RequestListener, ServerResponse } from 'node:http';
import { queueSchema } from '../adapters/queue/queue-definitions';
import type { Services } from '../services';

type Needed = Pick<Services, 'db' | 'objectStore' | 'mailer' | 'log'>;
type Check = { ok: true } | { ok: false; reason: string };

const checkSecondsMax = 4;
const keptMilliseconds = 1_000;

/**
 * Answers `/healthz` (200 while this process serves at all) and `/readyz` (200 when the database, the vault, the mail
 * server and the job queue answer, else 503; the body says which, the log says why). Asked often, `/readyz` looks once a second.
 */
export function createHealthHandler(services: Needed): RequestListener {
  let last: { at: number; checks: Promise<Record<string, Check>> } | undefined;
  return async (request, response) => {
    if (request.url === '/healthz') return answer(response, 200, { alive: true });
    if (!last || Date.now() - last.at > keptMilliseconds)
      last = { at: Date.now(), checks: checkAll(services) };
    const checks = await last.checks;
    const ready = Object.values(checks).every(({ ok }) => ok);
    if (!ready) services.log.warn({ checks }, 'not ready');
    const parts = Object.fromEntries(Object.entries(checks).map(([name, { ok }]) => [name, ok]));
    answer(response, ready ? 200 : 503, { ready, ...parts });
  };
}

async function checkAll({ db, objectStore, mailer }: Needed): Promise<Record<string, Check>> {
  const checks = {
    database: () => db.$queryRaw`SELECT 1`.then((): Check => ({ ok: true })),
    vault: () => objectStore.ready(),
    mail: () => mailer.ready(),
    queue: () =>
      db.$queryRawUnsafe(`SELECT 1 FROM ${queueSchema}.queue LIMIT 1`).then((): Check => ({ ok: true })),
  };
  const results = Object.entries(checks).map(async ([name, check]) => [name, await inTime(check)] as const);
  return Object.fromEntries(await Promise.all(results));
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
