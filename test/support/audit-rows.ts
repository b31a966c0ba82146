import pg from 'pg';

/**
 * Fills the audit trail with `count` entries of one organisation, spread over a year, three of four about an envelope, by
 * 200 people; every hundredth entry is also another organisation's. Written by the owner in one go.
 */
export async function fillAudit(
  ownerUrl: string,
  organisationId: string,
  otherId: string,
  count: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(
      `WITH made AS (
         INSERT INTO audit_entries (occurred_at, event, actor_kind, actor_address, recipient_address, envelope_id, client_address, client_agent, detail)
         SELECT timestamptz '2026-01-01' + n * (interval '300 days' / $1::int),
           (ARRAY['SubmissionAcceptance','ConsignmentNotification','LinkFetched','ContentHandover','PartDownloaded','SignedIn'])[1 + n % 6],
           'user', 'personne.' || n % 200 || '@chu.example', CASE WHEN n % 4 > 0 THEN 'lecteur.' || n % 5000 || '@ville.example' END,
           CASE WHEN n % 4 > 0 THEN ('00000000-0000-7000-8000-' || lpad((n / 8)::text, 12, '0'))::uuid END,
           '192.0.2.' || n % 250, 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0', '{"reply": "250 2.0.0 Ok: queued as 4XyZ"}'
         FROM generate_series(1, $1::int) AS n
         RETURNING id, occurred_at, event, actor_address, recipient_address, envelope_id),
       own AS (
         INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, actor_address, recipient_address, envelope_id)
         SELECT $2::uuid, made.* FROM made)
       INSERT INTO audit_visibility (organisation_id, entry_id, occurred_at, event, actor_address, recipient_address, envelope_id)
       SELECT $3::uuid, made.* FROM made WHERE id % 100 = 0`,
      [count, organisationId, otherId],
    );
    await client.query('ANALYZE audit_entries, audit_visibility');
  } finally {
    await client.end();
  }
}
