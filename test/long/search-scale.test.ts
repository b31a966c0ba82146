import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { expect, test } from 'vitest';
import { blindTerms } from '../../lib/search/blind-terms';
import { indexLetters } from '../../lib/search/index-letters';
import { searchLetters } from '../../lib/search/search-letters';
import { exactTerms, termsOfLetter } from '../../lib/search/search-terms';
import { withTestDatabase } from '../support/database';
import { sendOne, twoPeople } from '../support/list-world';
import { withTestServices } from '../support/sealed-world';

const database = withTestDatabase();
const under = withTestServices(database);
const rows = Number(process.env.SEARCH_ROWS ?? 1_000_000);
const rounds = 40;

/** What is found, by how often it stands there: in every third letter, in one of a thousand, in ten of all, in the oldest third only. */
const words = { frequent: 'resultats', seldom: 'thrombose', rare: 'quatrefages', old: 'ancien' } as const;

test('a word of a title is found among a million letters within 50 ms, ninety-five times of a hundred, be it frequent, rare, or old', async () => {
  const { services, anne, paul } = await twoPeople(under.services);
  for (let n = 0; n < 3; n++)
    await sendOne(services, anne, [{ address: paul.actor.email, kind: 'to' }], `Lettre ${n}`);
  await indexLetters(services);
  const blind = blindTerms(services.keys, paul.mailboxId);
  const usual = blind(
    termsOfLetter({
      title: 'Compte rendu de consultation',
      people: ['Anne Martin anne.martin@chu.example'],
      hasFiles: true,
    }),
  );
  const term = (word: string) => blind(exactTerms(word, 'anywhere'))[0];
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  // only what search reads of each: a million letters would say no more
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    `INSERT INTO mailbox_items (id, mailbox_id, envelope_id, recipient_id, folder, conversation_id, at, change_number)
     SELECT gen_random_uuid(), $1, e.id, gen_random_uuid(), 'inbox', e.id, now() - n * interval '1 minute', 1
     FROM generate_series(1, ${rows}) AS n JOIN (SELECT id, row_number() OVER () AS place FROM envelopes) AS e ON e.place = n % 3 + 1`,
    [paul.mailboxId],
  );
  await owner.query(
    `INSERT INTO item_search_terms (item_id, mailbox_id, at, terms)
     SELECT id, mailbox_id, at, $1::text[]::bigint[]
       || ARRAY(SELECT (random() * 1e18)::bigint FROM generate_series(1, 20) WHERE id IS NOT NULL)
       || CASE WHEN n % 3 = 0 THEN ARRAY[$2::bigint] ELSE '{}' END || CASE WHEN n % 1000 = 0 THEN ARRAY[$3::bigint] ELSE '{}' END
       || CASE WHEN n % (${rows} / 10) = 0 THEN ARRAY[$4::bigint] ELSE '{}' END || CASE WHEN n > ${rows} * 0.67 THEN ARRAY[$5::bigint] ELSE '{}' END
     FROM (SELECT id, mailbox_id, at, row_number() OVER (ORDER BY at DESC) AS n FROM mailbox_items WHERE mailbox_id = $6) AS i
     ON CONFLICT DO NOTHING`,
    [usual, term(words.frequent), term(words.seldom), term(words.rare), term(words.old), paul.mailboxId],
  );
  await owner.query('VACUUM ANALYZE item_search_terms');
  await owner.query('VACUUM ANALYZE mailbox_items');
  const { rows: sizes } = await owner.query<{ row: number; index: number }>(
    `SELECT pg_table_size('item_search_terms') / ${rows} AS row, pg_relation_size('item_search_terms_terms') / ${rows} AS index`,
  );
  await owner.end();

  const taken: Record<string, number> = {};
  for (const [name, text] of [
    ...Object.entries(words),
    ['two frequent', 'resultats consultation'],
    ['frequent and rare', 'resultats quatrefages'],
    ['none', randomBytes(6).toString('hex')],
  ] as const) {
    const times: number[] = [];
    for (let n = 0; n < rounds; n++) {
      const began = performance.now();
      const { items } = await searchLetters(services, paul.actor, { text, timeZone: 'UTC' });
      times.push(performance.now() - began);
      if (name !== 'none' && name !== 'frequent and rare') expect(items.length, name).toBeGreaterThan(9);
    }
    taken[name] = Math.round(times.sort((a, b) => a - b)[Math.floor(rounds * 0.95)] ?? 0);
  }
  console.info(JSON.stringify({ rows, p95_ms: taken, bytes_per_copy: sizes[0] }));
  for (const name of ['frequent', 'seldom', 'rare', 'two frequent', 'none'])
    expect(taken[name], name).toBeLessThan(50);
}, 1_800_000);
