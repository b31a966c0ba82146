/** What must not grow with what is stored: lists, completion, the audit trail, a year's figures, and who works beside them. */

import { fillAudit } from '../../test/support/audit-rows.ts';
import type { HttpPerson } from '../../test/support/http-person.ts';
import { fillEnvelopes } from '../../test/support/statistics-rows.ts';
import { superuserUrl } from '../../test/support/superuser-url.ts';
import { median } from '../measure.ts';
import { MeasuredPli } from '../measured-pli.ts';
import { type Begun, type Keys, rounded } from '../part.ts';

/** `BENCH_ROWS=100000` for a quicker, smaller one: the keys then say less. */
const rows = Number(process.env.BENCH_ROWS ?? 1_000_000);
const rounds = 15;
const correspondents = Math.min(100_000, rows);

export async function lists(begun: Begun): Promise<Keys> {
  const running = await MeasuredPli.start(begun);
  const { pli } = running;
  const url = superuserUrl(pli.dataDir);
  const auditor = await running.person(pli.account('auditor', 0));
  const member = await running.person(pli.account('member', 0));
  const [place] = await running.query<{ organisation: string; other: string; mailbox: string }>(
    `SELECT u.organisation_id AS organisation, (SELECT id FROM organisations WHERE id <> u.organisation_id LIMIT 1) AS other,
       (SELECT mailbox_id FROM mailbox_members WHERE user_id = u.id LIMIT 1) AS mailbox FROM users u WHERE u.email = $1`,
    [pli.account('member', 0).email],
  );
  if (!place) throw new Error('no member');

  const inbox = `/api/envelopes?box=inbox&mailbox=${place.mailbox}`;
  await fillEnvelopes(url, place.organisation, 1_000, new Date());
  await fillInbox(running, place.mailbox);
  const small = await quickest(member, inbox);
  await fillEnvelopes(url, place.organisation, rows, new Date());
  await fillInbox(running, place.mailbox);
  const large = await quickest(member, inbox);

  await running.query(
    `INSERT INTO correspondents (mailbox_id, address, display_name, last_used_at)
     SELECT $1::uuid, 'contact' || n || '@ville.example', 'Contact ' || n, now() - interval '1 minute' * n FROM generate_series(1, ${correspondents}) AS n
     UNION ALL SELECT $1::uuid, 'rare@ville.example', 'Zéphirine Quatrefages', now() - interval '10 years'`,
    [place.mailbox],
  );
  await running.query('ANALYZE correspondents');
  const typed = { mailbox: place.mailbox, q: 'quatref' };
  const rare = await quickest(member, '/api/correspondents', { typed });

  await fillAudit(url, place.organisation, place.other, rows);
  const never = await quickest(auditor, '/api/audit/search', {
    typed: { person: 'personne.17@chu.example', event: 'AccountClosed' },
  });

  const year = statisticsOfAYear();
  const statistics = await quickest(auditor, year, { times: 3 });
  const alone = await percentile95(member, 200);
  const busy = [0, 1, 2].map(async (n) => auditor.status('GET', statisticsOfAYear(n)));
  const beside = await percentile95(member, 200);
  await Promise.all(busy);
  return {
    inbox_1e6_vs_1e3: rounded(large / small, 2),
    correspondent_rare_ms: rounded(rare, 1),
    audit_rare_ms: rounded(never, 1),
    statistics_year_ms: rounded(statistics),
    bystander_p95_ratio: rounded(beside / alone, 2),
  };
}

/** A year that ends `minutes` before this hour, so that no two are the same. */
function statisticsOfAYear(minutes = 0): string {
  const to = Math.floor(Date.now() / 3_600_000) * 3_600_000 - minutes * 60_000;
  const moment = (at: number) => encodeURIComponent(new Date(at).toISOString());
  return `/api/statistics?from=${moment(to - 364 * 86_400_000)}&to=${moment(to)}&zone=Europe/Paris`;
}

/** The quickest of several, in milliseconds: what else the machine does only makes it slower. */
async function quickest(person: HttpPerson, path: string, asked: Asked = {}): Promise<number> {
  const taken = await timesOf(person, path, asked);
  return Math.min(...taken);
}

async function percentile95(person: HttpPerson, times: number): Promise<number> {
  const taken = (await timesOf(person, '/api/me', { times })).sort((a, b) => a - b);
  return taken[Math.floor(times * 0.95)] ?? median(taken);
}

/** What somebody typed stands in no URL. */
type Asked = { times?: number; typed?: object };

async function timesOf(
  person: HttpPerson,
  path: string,
  { times = rounds, typed }: Asked,
): Promise<number[]> {
  const taken = [];
  for (let n = 0; n < times; n++) {
    const began = performance.now();
    const status = await person.status(typed ? 'POST' : 'GET', path, typed);
    if (status !== 200) throw new Error(`${path}: ${status}`);
    taken.push(performance.now() - began);
  }
  return taken;
}

/** Copies in a mailbox of all letters there are, each once; `fillEnvelopes` made them. */
async function fillInbox(running: MeasuredPli, mailbox: string): Promise<void> {
  await running.query(
    `INSERT INTO mailbox_items (id, mailbox_id, envelope_id, recipient_id, folder, conversation_id, at, change_number)
     SELECT gen_random_uuid(), $1, r.envelope_id, r.id, 'inbox', r.envelope_id, e.sealed_at, row_number() OVER ()
     FROM envelopes e JOIN LATERAL (SELECT * FROM recipients WHERE envelope_id = e.id LIMIT 1) r ON true
     WHERE NOT EXISTS (SELECT 1 FROM mailbox_items i WHERE i.recipient_id = r.id)`,
    [mailbox],
  );
  await running.query('VACUUM ANALYZE mailbox_items');
}
