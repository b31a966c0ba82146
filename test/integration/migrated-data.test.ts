import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { applyMigrations } from '../../lib/db/apply-migrations';
import { asSuperuser } from '../support/database-template';
import { temporaryFolder } from '../support/temporary-folder';

const all = path.resolve('prisma/migrations');

/** The migrations of the version before format 2, in a folder of their own. */
function migrationsOfBefore(): string {
  const folder = path.join(temporaryFolder('migrations'), 'before');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(all).filter((one) => one < '20261129'))
    cpSync(path.join(all, name), path.join(folder, name), { recursive: true });
  return folder;
}

test('a database of before is carried over: keys, copies, guests, times and rights', async () => {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(inject('postgresUrl'));
  await asSuperuser(url.href, `CREATE DATABASE ${name}`);
  const owner = Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const client = new pg.Client({ connectionString: owner });
  try {
    await applyMigrations(owner, migrationsOfBefore());
    await client.connect();
    const [organisation, user, mailbox, envelope, toMember, toGuest] = Array.from({ length: 6 }, randomUUID);
    await client.query(`INSERT INTO organisations (id, name) VALUES ('${organisation}', 'CHU')`);
    await client.query(
      `INSERT INTO users (id, organisation_id, email, display_name) VALUES ('${user}', '${organisation}', 'a@chu.example', 'A')`,
    );
    await client.query(
      `INSERT INTO mailboxes (id, organisation_id, kind, name) VALUES ('${mailbox}', '${organisation}', 'personal', 'A')`,
    );
    await client.query(
      `INSERT INTO mailbox_addresses (address, mailbox_id) VALUES ('a@chu.example', '${mailbox}')`,
    );
    await client.query(`INSERT INTO mailbox_members VALUES ('${mailbox}', '${user}')`);
    await client.query(
      `INSERT INTO envelopes (id, state, organisation_id, mailbox_id, author_user_id, key_packet, sender_address, sealed_at, expires_at, seal, seal_signature, sealing_key_id)
       VALUES ('${envelope}', 'sealed', '${organisation}', '${mailbox}', '${user}', '\\x0102', 'a@chu.example', '2026-11-20', '2027-02-18', '\\x03', 'x', 'x')`,
    );
    await client.query(
      `INSERT INTO recipients (id, envelope_id, kind, address, mailbox_id, reference, salt, locale, notification_id, opened_at)
       VALUES ('${toMember}', '${envelope}', 'to', 'a@chu.example', '${mailbox}', 'r1', '\\x01', 'fr', 'n1', '2026-11-21'),
              ('${toGuest}', '${envelope}', 'bcc', 'patient@example.org', NULL, 'r2', '\\x01', 'fr', 'n2', NULL)`,
    );
    const [part, file] = [randomUUID(), randomUUID()];
    await client.query(
      `INSERT INTO envelopes (id, organisation_id, mailbox_id, author_user_id, key_packet) VALUES ('${part}', '${organisation}', '${mailbox}', '${user}', '\\x01')`,
    );
    await client.query(
      `INSERT INTO parts (id, envelope_id, kind) VALUES ('${file}', '${part}', 'attachment')`,
    );
    await client.query(
      `INSERT INTO segments (part_id, index, sha256, ciphertext_bytes) VALUES ('${file}', 0, repeat('a', 64), 78), ('${file}', 1, repeat('b', 64), 100)`,
    );
    await client.query(
      `INSERT INTO guests (id, address) VALUES (gen_random_uuid(), 'never.written.to@example.org')`,
    );

    expect((await applyMigrations(owner, all)).length).toBeGreaterThan(5);

    const rows = async (sql: string) => (await client.query(sql)).rows;
    // parts lie where they lay, under their envelope's id, and count there
    expect(
      await rows(
        `SELECT u.envelope_id, u.kind, u.bytes::int, p.made_in, p.home FROM part_uses u JOIN parts p ON p.id = u.part_id`,
      ),
    ).toEqual([{ envelope_id: part, kind: 'attachment', bytes: 178, made_in: part, home: 'envelope' }]);
    expect(await rows(`SELECT holder, packet FROM envelope_keys WHERE envelope_id = '${envelope}'`)).toEqual([
      { holder: 'vault', packet: Buffer.from([1, 2]) },
    ]);
    expect(
      await rows(
        `SELECT m.kind, m.organisation_id, m.name, r.delivery_state, r.released_at = e.sealed_at AS at_seal, i.folder, i.read_at IS NOT NULL AS read
         FROM recipients r JOIN envelopes e ON e.id = r.envelope_id JOIN mailboxes m ON m.id = r.mailbox_id JOIN mailbox_items i ON i.recipient_id = r.id ORDER BY r.address`,
      ),
    ).toEqual([
      {
        kind: 'personal',
        organisation_id: organisation,
        name: 'A',
        delivery_state: 'released',
        at_seal: true,
        folder: 'inbox',
        read: true,
      },
      {
        kind: 'guest',
        organisation_id: null,
        name: 'patient@example.org',
        delivery_state: 'released',
        at_seal: true,
        folder: 'inbox',
        read: false,
      },
    ]);
    expect(
      await rows(
        `SELECT author_kind, author_id, origin, access_until = expires_at AS kept, format FROM envelopes WHERE state = 'sealed'`,
      ),
    ).toEqual([{ author_kind: 'user', author_id: user, origin: 'browser', kept: true, format: 1 }]);
    expect(await rows(`SELECT envelope_id FROM mailbox_items WHERE folder = 'sent'`)).toEqual([
      { envelope_id: envelope },
    ]);
    expect(await rows(`SELECT rights, until_at FROM mailbox_members`)).toEqual([
      { rights: ['read', 'send'], until_at: null },
    ]);
    expect(await rows(`SELECT count(*)::int AS guests FROM mailboxes WHERE kind = 'guest'`)).toEqual([
      { guests: 2 },
    ]);
  } finally {
    await client.end();
    await asSuperuser(url.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }
});
