import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig } from '../../lib/config';
import { assertKeysBelong } from '../../lib/start/assert-keys-belong';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser } from '../support/people';
import { makeDraft } from '../support/sealed-letter';
import { withTestServices } from '../support/services';

describe('a database without its keys', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'pli-no-keys-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const check = () =>
    assertKeysBelong(
      parseConfig({
        PLI_DATA_DIR: folder,
        DATABASE_URL: database.url,
        DATABASE_OWNER_URL: database.ownerUrl,
      }),
    );

  test('that is empty gets new ones; one that holds a draft is refused until the old key is back', async () => {
    await check();
    const organisationId = await makeOrganisation(database.db, 'hopital.example');
    await makeDraft(made.services, await makeUser(database.db, organisationId, 'autrice@hopital.example'));
    await expect(check()).rejects.toThrow(/vault\.asc is missing, but the database was used with it\./);
    mkdirSync(path.join(folder, 'keys'));
    writeFileSync(path.join(folder, 'keys/vault.asc'), 'the old one');
    await expect(check()).rejects.toThrow(/\d{4}-\d\d\.asc is missing, but letters were sealed under it\./);
    const [month] = await database.db.vaultKey.findMany();
    mkdirSync(path.join(folder, 'vault-keys'));
    writeFileSync(path.join(folder, `vault-keys/${month?.name}.asc`), 'the old one of the month');
    await check();
  });
});
