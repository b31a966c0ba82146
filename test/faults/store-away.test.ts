import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Ceph, cephInstalled } from '../support/ceph.ts';
import { CutProxy } from '../support/cut-proxy.ts';
import { freePort } from '../support/free-port.ts';
import type { HttpPerson } from '../support/http-person.ts';
import { NodeDraft, putSigned, sha256 } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { withPli } from '../support/with-pli.ts';

describe.skipIf(!cephInstalled)('the S3 store away and back (skipped where Ceph is not installed)', () => {
  let ceph: Ceph;
  let line: CutProxy;
  let sender: HttpPerson;
  const running = withPli(async () => {
    ceph = await Ceph.start();
    line = await CutProxy.start(await freePort(), ceph.port);
    return { begun: true, env: ceph.settings('pli-fault', `http://127.0.0.1:${line.port}`) };
  });
  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
  });
  afterAll(async () => {
    await line?.cut();
    await ceph?.stop();
  });

  test('a seal meanwhile is refused with 503 and seals nothing; the draft stays, and the seal succeeds when the store is back', async () => {
    const { pli } = running;
    const draft = await NodeDraft.make(sender);
    const request = await draft.complete({ recipients: [{ address: 'a@example.org', kind: 'to' }] });
    await line.cut();
    const refused = await sender.request('POST', `/api/drafts/${draft.id}/seal`, { json: request });
    expect(refused.status).toBe(503);
    expect(await refused.json()).toMatchObject({ code: 'storage-unavailable' });
    await until(async () => (await fetch(`${pli.url}/readyz`)).status === 503, 60, '/readyz does not say so');
    const [row] = await running.tamper<{ state: string }>('SELECT state::text FROM envelopes WHERE id = $1', [
      draft.id,
    ]);
    expect(row?.state).toBe('draft');
    await line.mend();
    await pli.ready();
    expect(await draft.seal(request)).toMatchObject({ envelopeId: draft.id });
  });

  test('a segment that was never stored is not sealed, and the store refuses any other byte than the registered ones', async () => {
    const draft = await NodeDraft.make(sender);
    const request = await draft.complete({ recipients: [{ address: 'a@example.org', kind: 'to' }] });
    const ciphertext = await draft.encrypt(new Uint8Array(100_000));
    const partId = '0198c0de-0000-7000-8000-00000000000b';
    const signed = await draft.register(partId, 'attachment', 0, {
      sha256: sha256(ciphertext),
      ciphertextBytes: ciphertext.length,
    });
    const other = ciphertext.slice();
    other[50_000] = (other[50_000] ?? 0) ^ 1;
    const put = await putSigned(running.pli.url, signed, other);
    expect(put.status).toBeGreaterThanOrEqual(400);
    await put.arrayBuffer();
    const parts = [...request.parts, { id: partId, kind: 'attachment' as const, segments: 1 }];
    expect(await sender.status('POST', `/api/drafts/${draft.id}/seal`, { ...request, parts })).toBe(409);
    expect((await putSigned(running.pli.url, signed, ciphertext)).ok).toBe(true);
  });
});
