import pg from 'pg';

/**
 * Fills an organisation with `count` sealed envelopes spread over the 364 days before `now`, half from 40 personal
 * mailboxes, half from 10 shared ones, every second one with two addressees; of the addressees two thirds belong to
 * the organisation, three quarters opened (after minutes to days, which the trail says), one in 97 could not be notified.
 */
export async function fillEnvelopes(
  ownerUrl: string,
  organisationId: string,
  count: number,
  now: Date,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO mailboxes (id, organisation_id, kind, name)
       SELECT gen_random_uuid(), $1::uuid, CASE WHEN n < 40 THEN 'personal' ELSE 'shared' END, 'Service ' || n
       FROM generate_series(0, 49) AS n`,
      [organisationId],
    );
    await client.query(
      `INSERT INTO mailboxes (id, kind, name) VALUES (gen_random_uuid(), 'guest', 'patient@elsewhere.example') ON CONFLICT DO NOTHING`,
    );
    await client.query(
      `CREATE TEMP TABLE made ON COMMIT DROP AS
       WITH boxes AS (SELECT array_agg(id ORDER BY kind = 'shared', name) AS all_of_them FROM mailboxes WHERE organisation_id = $1::uuid),
       at AS (SELECT n, date_trunc('milliseconds', $3::timestamptz - interval '364 days' * ((n + 0.5) / $2::int)) AS sealed_at FROM generate_series(0, $2::int - 1) AS n)
       SELECT n, sealed_at, gen_random_uuid() AS id, boxes.all_of_them[1 + CASE WHEN n % 2 = 0 THEN n / 2 % 40 ELSE 40 + n / 2 % 10 END] AS mailbox_id,
         ('00000000-0000-7000-8000-' || lpad((n / 2 % 60)::text, 12, '0'))::uuid AS author_id,
         boxes.all_of_them[1 + n * 7 % 50] AS to_mailbox_id
       FROM at, boxes`,
      [organisationId, count, now],
    );
    await client.query(
      `INSERT INTO envelopes (id, state, organisation_id, mailbox_id, author_kind, author_id, origin, created_at, updated_at, sender_address, sealed_at,
         expires_at, access_until, release_at, attachment_bytes, attachment_count, seal, seal_signature, sealing_key_id)
       SELECT id, 'sealed', $1::uuid, mailbox_id, 'user', author_id, 'browser', sealed_at, sealed_at, 'x@chu.example', sealed_at,
         sealed_at + interval '90 days', sealed_at + interval '90 days', sealed_at, 1000 * (n % 10), n % 3, '\\x01', 'x', 'x' FROM made`,
      [organisationId],
    );
    await client.query(
      `CREATE TEMP TABLE addressed ON COMMIT DROP AS
       SELECT made.*, k, (lpad(to_hex((extract(epoch FROM sealed_at) * 1000)::bigint), 12, '0') || '7' || substr(md5(n || '-' || k), 1, 3) || '8' || substr(md5(n || '+' || k), 1, 15))::uuid AS recipient_id,
         CASE WHEN (n + k) % 4 > 0 THEN least(sealed_at + interval '1 minute' * (1 + (n * 13 + k) % 20000), $1::timestamptz) END AS opened_at
       FROM made, generate_series(0, 1) AS k WHERE k <= n % 2`,
      [now],
    );
    await client.query(
      `INSERT INTO recipients (id, envelope_id, kind, address, mailbox_id, reference, salt, locale, notification_state, notification_id, opened_at, delivery_state, released_at)
       SELECT recipient_id, id, 'to', 'a' || k || '@chu.example', CASE WHEN (n + k) % 3 > 0 THEN to_mailbox_id ELSE (SELECT id FROM mailboxes WHERE kind = 'guest' LIMIT 1) END, recipient_id::text, '\\x01', 'fr',
         (CASE WHEN n % 97 = 0 THEN 'failed' ELSE 'sent' END)::notification_state, recipient_id::text, opened_at, 'released', sealed_at FROM addressed`,
    );
    await client.query(
      `WITH opened AS (
         INSERT INTO audit_entries (occurred_at, event, actor_kind, actor_id, envelope_id, recipient_id)
         SELECT opened_at, 'ContentHandover', 'user', ('00000000-0000-7000-9000-' || lpad((n % 70)::text, 12, '0'))::uuid, id, recipient_id
         FROM addressed WHERE opened_at IS NOT NULL RETURNING id, occurred_at, event, envelope_id)
       INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, envelope_id)
       SELECT $1::uuid, id, occurred_at, event, envelope_id FROM opened`,
      [organisationId],
    );
    await client.query('COMMIT');
    await client.query('VACUUM ANALYZE envelopes, recipients, mailboxes, audit_entries, audit_visibility');
  } finally {
    await client.end();
  }
}
