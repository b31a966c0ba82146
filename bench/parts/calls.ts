/** The smallest signed-in call, openings and sign-ins. */
import { createPliApi } from '../../lib/command/pli-api';
import { newDraftId, prepareSending, sendLetter } from '../../lib/command/send-letter';
import { HttpPerson } from '../../test/support/http-person.ts';
import { median } from '../measure.ts';
import { MeasuredPli } from '../measured-pli.ts';
import { type Begun, type Keys, rounded } from '../part.ts';

const rounds = 5;
const callsARound = 200;
const atOnce = 8;
const openings = 400;
const signIns = 200;

export async function calls(begun: Begun): Promise<Keys> {
  const running = await MeasuredPli.start(begun);
  const { pli } = running;
  const person = await running.person(pli.account('member', 0));
  const smallest: number[] = [];
  for (let round = -1; round < rounds; round++) {
    const before = running.cpu().web;
    for (let n = 0; n < callsARound; n++) await person.status('GET', '/api/me');
    if (round >= 0) smallest.push(((running.cpu().web - before) * 1_000) / callsARound);
  }

  const [token = ''] = await running.tokens(pli.account('member', 0), 1);
  const sending = await prepareSending(createPliApi({ url: pli.url, token, agent: 'bench' }));
  const recipient = pli.account('member', 1);
  const letter = {
    to: [{ address: recipient.email }],
    cc: [],
    bcc: [],
    subject: 'x',
    html: '<p>x</p>',
    files: [],
  };
  for (let n = 0; n < 20; n++) await sendLetter(sending, letter, newDraftId());
  await running.untilQuiet();
  const links = await running.query<{ reference: string }>(
    'SELECT reference FROM recipients ORDER BY id DESC LIMIT 20',
  );
  const readers = (await running.tokens(recipient, 8)).map((each) =>
    createPliApi({ url: pli.url, token: each, agent: 'bench' }),
  );
  const open = (n: number) =>
    readers[n % readers.length]?.call('POST', `/api/e/${links[n % links.length]?.reference}/open`);
  await lanes(40, open);
  const openSeconds = await lanes(openings, open);

  // accounts in turn: who tries one three times at once is made to wait
  const { accounts } = pli;
  // each browser at an address of its own, as behind a proxy: what bounds one address is not what is measured
  const signIn = (n: number) => {
    const account = accounts[n % accounts.length];
    if (!account) throw new Error('no accounts');
    const from = { 'x-forwarded-for': `198.51.${n >> 8}.${n & 255}` };
    return new HttpPerson(pli.url, pli.url, from).signIn(account);
  };
  await lanes(20, (n) => signIn(n));
  const signInSeconds = await lanes(signIns, (n) => signIn(n + 20));
  return {
    small_call_cpu_ms: rounded(median(smallest), 2),
    openings_per_s: rounded(openings / openSeconds),
    sign_ins_per_s: rounded(signIns / signInSeconds),
  };
}

/** `count` calls, eight at once; the seconds they took. */
async function lanes(count: number, call: (n: number) => Promise<unknown> | undefined): Promise<number> {
  const began = performance.now();
  let next = 0;
  const lane = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return (performance.now() - began) / 1_000;
}
