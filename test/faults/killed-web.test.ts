import { request as httpRequest } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpPerson } from '../support/http-person.ts';
import { open, referenceOf, sendAndWait } from '../support/letters.ts';
import { NodeDraft, putSigned, sha256 } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { lives } from '../support/process-tree.ts';
import { withPli } from '../support/with-pli.ts';

describe('the web process killed in the middle of an upload', () => {
  const running = withPli();
  let sender: HttpPerson;
  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
  });

  test('what was acknowledged stays, the half-sent segment leaves nothing, and the same upload goes on to the seal', async () => {
    const { pli } = running;
    const draft = await NodeDraft.make(sender);
    const kept = await draft.store('attachment', new Uint8Array(1_000_000));
    const ciphertext = await draft.encrypt(new Uint8Array(8_388_608));
    const digest = { sha256: sha256(ciphertext), ciphertextBytes: ciphertext.length };
    const partId = '0198c0de-0000-7000-8000-00000000000a';
    const signed = await draft.register(partId, 'attachment', 0, digest);

    const broken = new Promise<Error>((resolve) => {
      const put = httpRequest(new URL(signed.url, pli.url), {
        method: 'PUT',
        headers: { ...signed.headers, 'content-length': ciphertext.length },
      });
      put.on('error', resolve);
      put.write(ciphertext.subarray(0, 4_000_000));
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await pli.kill9('web');
    await broken;
    await pli.ready();

    const opened = await sender.json<{ parts: { id: string; segments: unknown[] }[] }>(
      'POST',
      `/api/drafts/${draft.id}/open`,
      {},
    );
    expect(opened.parts.find((part) => part.id === kept.id)?.segments).toHaveLength(1);
    expect(opened.parts.find((part) => part.id === partId)?.segments ?? []).toEqual([]);

    const again = await draft.register(partId, 'attachment', 0, digest);
    expect((await putSigned(pli.url, again, ciphertext)).ok).toBe(true);
    const request = await draft.complete({ recipients: [{ address: 'a@example.org', kind: 'to' }] });
    expect(await draft.seal(request)).toMatchObject({ envelopeId: draft.id });
  });

  test('a seal that was answered is there; one whose answer was lost is repeated and seals once', async () => {
    const { pli } = running;
    const recipient = pli.account('member', 1);
    const draft = await NodeDraft.make(sender);
    const request = await draft.complete({ recipients: [{ address: recipient.email, kind: 'to' }] });
    const lost = draft.seal(request).catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 15));
    await pli.kill9('web');
    await lost;
    await pli.ready();
    const sealed = await draft.seal(request);
    expect((await draft.seal(request)).sealedAt).toBe(sealed.sealedAt);
    const [row] = await running.tamper<{ seals: number; recipients: number }>(
      `SELECT (SELECT count(*)::int FROM audit_entries WHERE envelope_id = $1 AND event = 'SubmissionAcceptance') AS seals,
              (SELECT count(*)::int FROM recipients WHERE envelope_id = $1) AS recipients`,
      [draft.id],
    );
    expect(row).toEqual({ seals: 1, recipients: 1 });
  });

  test('every process killed at once and started again loses nothing that was acknowledged', async () => {
    const { pli } = running;
    const recipient = pli.account('member', 1);
    const letter = await sendAndWait(running, sender, {
      files: [{ name: 'a.bin', bytes: new Uint8Array(100) }],
      recipients: [{ address: recipient.email, kind: 'to' }],
    });
    const pids = (['supervisor', 'web', 'worker', 'postgres'] as const).map((role) => pli.pid(role));
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await until(() => !pids.some(lives), 60, 'something lives on after SIGKILL');
    await pli.launch();
    const reader = await running.person(recipient);
    const answer = await open(reader, referenceOf(letter, recipient.email));
    for (const object of Object.values(answer.objects)) {
      const stored = await fetch(new URL(object.url, pli.url), { headers: object.headers });
      expect(stored.status).toBe(200);
      await stored.arrayBuffer();
    }
  });
});
