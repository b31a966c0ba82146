import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { notePrograms } from '../../lib/evidence/note-programs';
import { loggedPrograms } from '../../lib/evidence/programs-entry';
import { openCheckpoint } from '../../lib/transparency-log/checkpoint';
import { integrateAll } from '../../lib/transparency-log/integrate-entries';
import { parseTlogProof } from '../../lib/verify/tlog-proof';
import { withTestDatabase } from '../support/database';
import { rootFromInclusion } from '../support/reference-merkle';
import { addOrganisation, withTestServices } from '../support/sealed-world';

const digests = (letter: string) => ({ 'pli.mjs': letter.repeat(64), 'verify-log.sh': 'f'.repeat(64) });

describe('the programs that a Pli serves to check evidence with', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  const entries = () =>
    database.db.auditEntry.findMany({ where: { event: 'ProgramsServed' }, orderBy: { id: 'asc' } });

  beforeAll(async () => {
    await addOrganisation(made.services, 'Hôpital');
    await addOrganisation(made.services, 'Cabinet');
  });

  test('nothing is shown of what is in no log', async () => {
    expect(await loggedPrograms(made.services)).toBeNull();
  });

  test('stand in the trail of every organisation, once however many start, and again when they are others', async () => {
    const { services } = made;
    await Promise.all(Array.from({ length: 5 }, () => notePrograms(services, digests('a'))));
    expect((await entries()).map(({ detail }) => detail)).toEqual([digests('a')]);
    await notePrograms(services, digests('b'));
    await notePrograms(services, digests('b'));
    await notePrograms(services, digests('a'));
    const noted = await entries();
    expect(noted.map(({ detail }) => detail)).toEqual([digests('a'), digests('b'), digests('a')]);
    for (const { id } of noted)
      expect(await database.db.auditVisibility.count({ where: { entryId: id } })).toBe(2);
  });

  test('anyone can prove it: the newest entry shows the digests as committed, and folds to the signed root', async () => {
    await integrateAll(made.services);
    const logged = await loggedPrograms(made.services);
    if (!logged) throw new Error('nothing is in the log');
    const line = JSON.parse(logged.line) as {
      index: number;
      leaf: { event: string; commitments: { detail: string } };
      fields: Record<string, { salt: string; value: unknown }>;
    };
    expect(line.leaf.event).toBe('ProgramsServed');
    expect(Object.keys(line.fields), 'nothing else is shown').toEqual(['detail']);
    expect(line.fields.detail?.value).toEqual(digests('a'));
    const commitment = createHash('sha256')
      .update(Buffer.from(line.fields.detail?.salt ?? '', 'hex'))
      .update(JSON.stringify(line.fields.detail?.value));
    expect(commitment.digest('hex')).toBe(line.leaf.commitments.detail);

    const leafText = /,"leaf":(\{.*\})\}$/.exec(logged.line)?.[1] ?? '';
    const leafHash = createHash('sha256').update(`\0${leafText}`).digest();
    const { index, path, checkpoint } = parseTlogProof(logged.proof);
    const head = openCheckpoint(made.services.keys.log, checkpoint);
    if (!head) throw new Error('not signed by the log');
    expect(index).toBe(line.index);
    const root = rootFromInclusion(index, head.treeSize, leafHash, path.map(Buffer.from));
    expect(Buffer.from(root)).toEqual(Buffer.from(head.rootHash));
  });
});
