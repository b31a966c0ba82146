/** What a small letter costs: 200 KB, one recipient, sent by the command's own code over HTTP. */
import { createPliApi } from '../../lib/command/pli-api';
import { newDraftId, prepareSending, type Sending, sendLetter } from '../../lib/command/send-letter';
import { randomFile } from '../../test/support/random-file.ts';
import { MeasuredPli } from '../measured-pli.ts';
import { type Begun, type Keys, rounded } from '../part.ts';

const fileBytes = 200_000;
const warming = 30;
const counted = 10;
const measured = 100;
const ratePhases = [1, 8, 32];
const tokensInUse = 12;

export async function letter(begun: Begun): Promise<Keys> {
  const running = await MeasuredPli.start(begun);
  const { pli } = running;
  const file = await randomFile(fileBytes, 'letter');
  const to = pli.account('member', 1).email;
  const sendings: Sending[] = [];
  for (const token of await running.tokens(pli.account('member', 0), tokensInUse))
    sendings.push(await prepareSending(createPliApi({ url: pli.url, token, agent: 'bench' })));
  let turn = 0;
  const send = async () => {
    const sending = sendings[turn++ % sendings.length];
    if (!sending) throw new Error('no token');
    const mail = {
      to: [{ address: to }],
      cc: [],
      bcc: [],
      subject: 'Mesure',
      html: '<p>Bonjour</p>',
      files: [file],
    };
    await sendLetter(sending, mail, newDraftId());
  };
  const sendMany = async (count: number, atOnce = 1) => {
    let left = count;
    const lane = async () => {
      while (left-- > 0) await send();
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
  };

  await sendMany(warming, 4);
  await running.untilQuiet();
  let requests = 0;
  const counts = await running.countedWithoutWorker(async () => {
    requests = await requestsDuring(() => sendMany(counted));
  });
  await running.untilQuiet();

  const before = { cpu: running.cpu(), size: await sizeOf(running) };
  await sendMany(measured);
  await running.untilQuiet();
  const after = { cpu: running.cpu(), size: await sizeOf(running) };
  const each = (name: 'web' | 'worker' | 'postgres') =>
    rounded(((after.cpu[name] - before.cpu[name]) * 1_000) / measured, 1);

  const rates: Keys = {};
  for (const atOnce of ratePhases) {
    const count = 60 + 3 * atOnce;
    const began = performance.now();
    await sendMany(count, atOnce);
    rates[`letters_per_s_${atOnce}`] = rounded((count * 1_000) / (performance.now() - began), 1);
    await running.untilQuiet();
  }
  return {
    letter_requests: rounded(requests / counted, 1),
    letter_statements: rounded(counts.statements / counted, 1),
    letter_transactions: rounded(counts.transactions / counted, 1),
    letter_web_cpu_ms: each('web'),
    letter_worker_cpu_ms: each('worker'),
    letter_postgres_cpu_ms: each('postgres'),
    letter_rows: rounded((after.size.rows - before.size.rows) / measured, 1),
    letter_db_bytes: rounded((after.size.bytes - before.size.bytes) / measured),
    ...rates,
  };
}

/** Requests this process makes, by HTTP, whoever makes them. */
async function requestsDuring(work: () => Promise<void>): Promise<number> {
  const asked = globalThis.fetch;
  let requests = 0;
  globalThis.fetch = (...given) => {
    requests += 1;
    return asked(...given);
  };
  try {
    await work();
  } finally {
    globalThis.fetch = asked;
  }
  return requests;
}

/** Rows, and bytes with their indexes, of all that stays; vacuumed, so that what was updated counts once. */
async function sizeOf(running: MeasuredPli): Promise<{ rows: number; bytes: number }> {
  await running.query('VACUUM');
  const tables = await running.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')`,
  );
  let [rows, bytes] = [0, 0];
  for (const { name } of tables) {
    const [found] = await running.query<{ rows: string; bytes: string }>(
      `SELECT count(*) AS rows, pg_total_relation_size('${name}') AS bytes FROM ${name}`,
    );
    rows += Number(found?.rows);
    bytes += Number(found?.bytes);
  }
  return { rows, bytes };
}
