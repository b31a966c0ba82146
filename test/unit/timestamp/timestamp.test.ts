import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { answerTimestampRequest, authorityPolicy } from '../../../lib/timestamp/answer-timestamp-request';
import { createAuthority, type TimestampAuthority } from '../../../lib/timestamp/create-authority';
import { createNonce, createTimestampRequest } from '../../../lib/timestamp/timestamp-request';
import { verifyTimestampResponse } from '../../../lib/timestamp/verify-timestamp-response';
import { temporaryFolder } from '../../support/temporary-folder';
import { IssuedAuthority, openssl } from './openssl';

const data = Buffer.from('the sealed bytes');
const sha256 = new Uint8Array(createHash('sha256').update(data).digest());
const otherSha256 = new Uint8Array(createHash('sha256').update('other bytes').digest());
let authority: TimestampAuthority;
let theirs: IssuedAuthority;
beforeAll(async () => {
  authority = await createAuthority();
  theirs = new IssuedAuthority();
});

describe('a timestamp of our own authority', () => {
  it('says when, under which policy, by whom, and verifies with its request', async () => {
    const nonce = createNonce();
    const now = new Date('2026-11-21T14:03:11.789Z');
    const early = await createAuthority(new Date('2026-01-01T00:00:00Z'));
    const response = await answerTimestampRequest(early, createTimestampRequest(sha256, nonce), now);
    const stamp = await verifyTimestampResponse(response, { sha256, nonce, rootsPem: early.rootCertificate });
    expect(stamp).toEqual({
      time: new Date('2026-11-21T14:03:11.000Z'),
      serial: expect.stringMatching(/^[0-9a-f]{32}$/),
      authority: 'Pli Timestamp Authority',
      policy: authorityPolicy,
    });
  });

  it('is verified by openssl, from the request and from the data alone', async () => {
    const dir = temporaryFolder('openssl');
    const request = createTimestampRequest(sha256, createNonce());
    const files = {
      'q.tsq': request,
      'r.tsr': await answerTimestampRequest(authority, request),
      'root.pem': authority.rootCertificate,
      'seal.json': data,
    };
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(dir, name), content);
    expect(
      openssl(dir, 'ts', '-verify', '-queryfile', 'q.tsq', '-in', 'r.tsr', '-CAfile', 'root.pem'),
    ).toMatch(/OK/);
    expect(
      openssl(dir, 'ts', '-verify', '-data', 'seal.json', '-in', 'r.tsr', '-CAfile', 'root.pem'),
    ).toMatch(/OK/);
    expect(openssl(dir, 'verify', '-x509_strict', '-CAfile', 'root.pem', 'root.pem')).toMatch(/OK/);
  });

  it('answers a request made by openssl', async () => {
    const dir = temporaryFolder('openssl');
    writeFileSync(path.join(dir, 'data'), data);
    openssl(dir, 'ts', '-query', '-data', 'data', '-sha256', '-cert', '-out', 'q.tsq');
    const { readFileSync } = await import('node:fs');
    writeFileSync(
      path.join(dir, 'r.tsr'),
      await answerTimestampRequest(authority, readFileSync(path.join(dir, 'q.tsq'))),
    );
    writeFileSync(path.join(dir, 'root.pem'), authority.rootCertificate);
    expect(
      openssl(dir, 'ts', '-verify', '-queryfile', 'q.tsq', '-in', 'r.tsr', '-CAfile', 'root.pem'),
    ).toMatch(/OK/);
  });

  it('refuses what it does not stamp: SHA-1, another policy, no request', async () => {
    const dir = temporaryFolder('openssl');
    writeFileSync(path.join(dir, 'data'), data);
    openssl(dir, 'ts', '-query', '-data', 'data', '-sha1', '-out', 'sha1.tsq');
    openssl(dir, 'ts', '-query', '-data', 'data', '-sha256', '-tspolicy', '1.2.3', '-out', 'policy.tsq');
    const { readFileSync } = await import('node:fs');
    for (const request of [
      readFileSync(path.join(dir, 'sha1.tsq')),
      readFileSync(path.join(dir, 'policy.tsq')),
      data,
    ]) {
      const response = await answerTimestampRequest(authority, request);
      writeFileSync(path.join(dir, 'r.tsr'), response);
      expect(openssl(dir, 'ts', '-reply', '-in', 'r.tsr', '-text')).toMatch(/Status: Rejected/);
      await expect(
        verifyTimestampResponse(response, { sha256, rootsPem: authority.rootCertificate }),
      ).rejects.toMatchObject({ code: 'timestamp-refused' });
    }
  });
});

describe('a timestamp of OpenSSL, through an issuing certificate', () => {
  it('verifies', async () => {
    const nonce = createNonce();
    const response = theirs.answer(createTimestampRequest(sha256, nonce));
    const stamp = await verifyTimestampResponse(response, { sha256, nonce, rootsPem: theirs.rootsPem });
    expect(stamp).toMatchObject({ authority: 'Test Authority', policy: '1.2.3.4.1' });
    expect(Math.abs(stamp.time.getTime() - Date.now())).toBeLessThan(60_000);
  });
});

describe('a timestamp that names its certificate by SHA-1 (ESSCertID), as older authorities do', () => {
  it('verifies', async () => {
    const older = new IssuedAuthority({ certificateHash: 'sha1' });
    const response = older.answer(createTimestampRequest(sha256, createNonce()));
    const stamp = await verifyTimestampResponse(response, { sha256, rootsPem: older.rootsPem });
    expect(stamp).toMatchObject({ authority: 'Test Authority' });
  });
});

describe('a timestamp is refused', () => {
  it('whose path goes through a certificate that is no authority for certificates', async () => {
    const usurped = new IssuedAuthority({ issuer: 'stamping' });
    const response = usurped.answer(createTimestampRequest(sha256, createNonce()));
    await expect(
      verifyTimestampResponse(response, { sha256, rootsPem: usurped.rootsPem }),
    ).rejects.toMatchObject({ code: 'timestamp-chain' });
  });

  it('under roots that cannot be read', async () => {
    const response = await answerTimestampRequest(authority, createTimestampRequest(sha256, createNonce()));
    for (const base64 of ['AAAA', '!', '']) {
      const rootsPem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
      await expect(verifyTimestampResponse(response, { sha256, rootsPem })).rejects.toMatchObject({
        code: 'timestamp-chain',
      });
    }
  });

  it('over other data', async () => {
    for (const [response, rootsPem] of [
      [
        await answerTimestampRequest(authority, createTimestampRequest(otherSha256, createNonce())),
        authority.rootCertificate,
      ],
      [theirs.answer(createTimestampRequest(otherSha256, createNonce())), theirs.rootsPem],
    ] as const) {
      await expect(verifyTimestampResponse(response, { sha256, rootsPem })).rejects.toMatchObject({
        code: 'timestamp-imprint',
      });
    }
  });

  it('that answers another request', async () => {
    const response = await answerTimestampRequest(authority, createTimestampRequest(sha256, createNonce()));
    const expected = { sha256, nonce: createNonce(), rootsPem: authority.rootCertificate };
    await expect(verifyTimestampResponse(response, expected)).rejects.toMatchObject({
      code: 'timestamp-nonce',
    });
  });

  it('under another root, or under none', async () => {
    const other = await createAuthority();
    for (const [response, own] of [
      [
        await answerTimestampRequest(authority, createTimestampRequest(sha256, createNonce())),
        authority.rootCertificate,
      ],
      [theirs.answer(createTimestampRequest(sha256, createNonce())), theirs.rootsPem],
    ] as const) {
      for (const rootsPem of [other.rootCertificate, '']) {
        await expect(verifyTimestampResponse(response, { sha256, rootsPem })).rejects.toMatchObject({
          code: 'timestamp-chain',
        });
      }
      await expect(
        verifyTimestampResponse(response, { sha256, rootsPem: `${other.rootCertificate}${own}` }),
      ).resolves.toBeDefined();
    }
  });

  it('signed by another key, or naming another certificate', async () => {
    const other = await createAuthority();
    const request = createTimestampRequest(sha256, createNonce());
    const forged = await answerTimestampRequest({ ...authority, privateKey: other.privateKey }, request);
    await expect(
      verifyTimestampResponse(forged, { sha256, rootsPem: authority.rootCertificate }),
    ).rejects.toMatchObject({ code: 'timestamp-signature' });
  });

  it('at a time its certificate was not valid', async () => {
    const expired = await createAuthority(new Date('2000-01-01T00:00:00Z'));
    const response = await answerTimestampRequest(
      expired,
      createTimestampRequest(sha256, createNonce()),
      new Date('2026-01-01'),
    );
    await expect(
      verifyTimestampResponse(response, { sha256, rootsPem: expired.rootCertificate }),
    ).rejects.toMatchObject({ code: 'timestamp-chain' });
  });

  it.each(['not-critical', 'server'] as const)(
    'by a certificate whose purpose is another (%s)',
    async (purpose) => {
      const { signer, rootsPem } = new IssuedAuthority({ purpose });
      const response = await answerTimestampRequest(signer, createTimestampRequest(sha256, createNonce()));
      await expect(verifyTimestampResponse(response, { sha256, rootsPem })).rejects.toMatchObject({
        code: 'timestamp-certificate',
      });
    },
  );

  it('without the issuing certificate between signer and root', async () => {
    const response = await answerTimestampRequest(
      theirs.signer,
      createTimestampRequest(sha256, createNonce()),
    );
    await expect(
      verifyTimestampResponse(response, { sha256, rootsPem: theirs.rootsPem }),
    ).rejects.toMatchObject({ code: 'timestamp-chain' });
  });

  it('by the root itself', async () => {
    const { rootCertificate, rootPrivateKey } = authority;
    const response = await answerTimestampRequest(
      { certificate: rootCertificate, privateKey: rootPrivateKey },
      createTimestampRequest(sha256, createNonce()),
    );
    await expect(
      verifyTimestampResponse(response, { sha256, rootsPem: rootCertificate }),
    ).rejects.toMatchObject({ code: 'timestamp-certificate' });
  });

  it('cut or extended anywhere', async () => {
    const response = await answerTimestampRequest(authority, createTimestampRequest(sha256, createNonce()));
    const refused = { code: expect.stringMatching(/^timestamp-/) };
    const expected = { sha256, rootsPem: authority.rootCertificate };
    for (let length = 0; length < response.length; length += 7) {
      await expect(verifyTimestampResponse(response.slice(0, length), expected)).rejects.toMatchObject(
        refused,
      );
    }
    const extended = new Uint8Array(response.length + 1);
    extended.set(response);
    await expect(verifyTimestampResponse(extended, expected)).rejects.toMatchObject({
      code: 'timestamp-malformed',
    });
  });
});
