import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HttpPerson } from '../support/http-person.ts';
import { NodeDraft, putSigned, sha256 } from '../support/node-sender.ts';
import { Pli } from '../support/pli.ts';

const dataDir = mkdtempSync(path.join(tmpdir(), 'pli-full-disk-'));
const vault = path.join(dataDir, 'vault');
mkdirSync(vault);
const filler = path.join(vault, 'filler');
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', vault]).status === 0;

describe.skipIf(!mounted)(
  'a full disk under the vault (skipped where this user may not mount a small file system)',
  () => {
    let pli: Pli;
    let sender: HttpPerson;
    beforeAll(async () => {
      pli = await Pli.start({ begun: true, dataDir });
      sender = await new HttpPerson(pli.url).signIn(pli.account('member', 0));
    }, 120_000);
    afterAll(async () => {
      await pli?.stop();
      spawnSync('umount', ['-l', vault]);
      rmSync(dataDir, { recursive: true, force: true });
    });

    test('the segment that does not fit is refused with 507, the draft stays, and with room again it is sealed', async () => {
      const draft = await NodeDraft.make(sender);
      const first = await draft.store('attachment', new Uint8Array(5_000_000));
      fillUpTo(6_000_000);

      const ciphertext = await draft.encrypt(new Uint8Array(8_388_608));
      const digest = { sha256: sha256(ciphertext), ciphertextBytes: ciphertext.length };
      const signed = await draft.register('0198c0de-0000-7000-8000-000000000001', 'attachment', 0, digest);
      const refused = await putSigned(pli.url, signed, ciphertext);
      expect(refused.status).toBe(507);
      expect(await refused.json()).toMatchObject({ code: 'storage-full' });

      const opened = await sender.json<{ parts: { id: string; segments: unknown[] }[] }>(
        'POST',
        `/api/drafts/${draft.id}/open`,
        {},
      );
      expect(opened.parts.find((part) => part.id === first.id)?.segments).toHaveLength(1);
      expect(
        opened.parts.find((part) => part.id === '0198c0de-0000-7000-8000-000000000001')?.segments ?? [],
      ).toEqual([]);

      rmSync(filler);
      const accepted = await putSigned(pli.url, signed, ciphertext);
      expect(accepted.ok).toBe(true);
      await accepted.arrayBuffer();
      const request = await draft.complete({ recipients: [{ address: 'a@example.org', kind: 'to' }] });
      expect(await draft.seal(request)).toMatchObject({ envelopeId: draft.id });
    });

    test('an envelope whose segment never fitted is not sealed', async () => {
      const draft = await NodeDraft.make(sender);
      const request = await draft.complete({ recipients: [{ address: 'a@example.org', kind: 'to' }] });
      fillUpTo(6_000_000);
      const ciphertext = await draft.encrypt(new Uint8Array(8_388_608));
      const partId = '0198c0de-0000-7000-8000-000000000002';
      const signed = await draft.register(partId, 'attachment', 0, {
        sha256: sha256(ciphertext),
        ciphertextBytes: ciphertext.length,
      });
      expect((await putSigned(pli.url, signed, ciphertext)).status).toBe(507);
      const status = await sender.status('POST', `/api/drafts/${draft.id}/seal`, {
        ...request,
        parts: [...request.parts, { id: partId, kind: 'attachment', segments: 1 }],
      });
      expect(status).toBe(409);
      rmSync(filler);
    });
  },
);

/** Leaves that much room under the vault: less than a segment. */
function fillUpTo(bytesLeft: number): void {
  const { bavail, bsize } = statfsSync(vault);
  writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytesLeft)));
}
