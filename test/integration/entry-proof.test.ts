import { beforeAll, describe, expect, test } from 'vitest';
import { proveEntry } from '../../lib/audit/explore/prove-entry';
import { readVerification } from '../../lib/audit/explore/verification';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { integrateEntries } from '../../lib/transparency-log/integrate-entries';
import { parseTlogProof } from '../../lib/verify/tlog-proof';
import { withTestDatabase } from '../support/database';
import { rootFromInclusion } from '../support/reference-merkle';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

describe('the proof of one entry, as the explorer gives it', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let auditor: Person;
  let stranger: Person;
  const append = async (organisationId: string) => {
    await database.db.$transaction((tx) =>
      appendEntry(tx, {
        event: 'SignedIn',
        actor: { kind: 'system' },
        client: null,
        organisationIds: [organisationId],
      }),
    );
    const newest = await database.db.auditEntry.findFirstOrThrow({ orderBy: { id: 'desc' } });
    return String(newest.id);
  };
  beforeAll(async () => {
    const hospital = await addOrganisation(made.services, 'CHU');
    auditor = await addPerson(made.services, hospital, 'auditeur', 'auditor');
    stranger = await addPerson(
      made.services,
      await addOrganisation(made.services, 'Cabinet'),
      'autre',
      'auditor',
    );
  });

  test('leads from the entry’s leaf to the root that the explorer shows', async () => {
    const ids: string[] = [];
    for (let n = 0; n < 21; n++) ids.push(await append(auditor.actor.organisationId));
    const last = ids.at(-1) ?? '';
    expect(await proveEntry(made.services, auditor.actor, last)).toEqual({ place: null });
    await integrateEntries(made.services);
    const { head } = await readVerification(made.services, auditor.actor);
    for (const id of ids) {
      const { place } = await proveEntry(made.services, auditor.actor, id);
      const proof = parseTlogProof(place?.proof ?? '');
      expect(proof.index).toBe(place?.index);
      const root = rootFromInclusion(
        proof.index,
        place?.treeSize ?? 0,
        Buffer.from(place?.leafHash ?? '', 'hex'),
        proof.path,
      );
      expect(Buffer.from(root).toString('hex')).toBe(head?.rootHash);
      expect(proof.checkpoint).toContain(`\n${place?.treeSize}\n${Buffer.from(root).toString('base64')}\n`);
    }
  });

  test('is given to whoever reads the entry, and to nobody else', async () => {
    const id = await append(auditor.actor.organisationId);
    await integrateEntries(made.services);
    expect((await proveEntry(made.services, auditor.actor, id)).place).not.toBeNull();
    const refused = { code: 'not-found' };
    await expect(proveEntry(made.services, stranger.actor, id)).rejects.toMatchObject(refused);
    const member = { ...auditor.actor, role: 'member' } as const;
    await expect(proveEntry(made.services, member, id)).rejects.toMatchObject(refused);
    await expect(proveEntry(made.services, auditor.actor, '999999999')).rejects.toMatchObject(refused);
  });
});
