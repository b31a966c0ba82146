import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../lib/embedded-postgres/start-embedded-postgres';
import { CutProxy } from '../support/cut-proxy.ts';
import { asSuperuser } from '../support/database-template.ts';
import { freePort } from '../support/free-port.ts';
import { NodeDraft } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { withPli } from '../support/with-pli.ts';

describe('the database away and back', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pli-fault-database-'));
  let server: EmbeddedPostgres;
  let line: CutProxy;
  const running = withPli(async () => {
    server = await startEmbeddedPostgres({ folder });
    await asSuperuser(server.url('postgres'), 'CREATE DATABASE pli');
    line = await CutProxy.start(await freePort(), server.port);
    const url = new URL(server.url('pli'));
    url.port = String(line.port);
    return { env: { DATABASE_URL: url.href } };
  });
  afterAll(async () => {
    await line.cut();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('requests meanwhile are answered 503 in plain words, health says so, and what was begun goes on afterwards', async () => {
    const { pli } = running;
    const sender = await running.person(pli.account('member', 0));
    const draft = await NodeDraft.make(sender);
    const stored = await draft.store('attachment', new Uint8Array(1_000));

    await line.cut();
    await until(async () => (await fetch(`${pli.url}/readyz`)).status === 503, 60, '/readyz does not say so');
    expect((await fetch(`${pli.url}/healthz`)).status).toBe(200);
    for (const [method, address, body] of [
      ['GET', '/api/mailboxes', undefined],
      ['POST', `/api/drafts/${draft.id}/open`, {}],
      ['POST', `/api/drafts/${draft.id}/seal`, { parts: [] }],
    ] as const) {
      const answer = await sender.request(method, address, body === undefined ? {} : { json: body });
      const text = await answer.text();
      expect(answer.status, `${method} ${address}: ${text}`).toBe(503);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(JSON.parse(text)).toMatchObject({ code: 'database-unavailable' });
      expect(text).not.toMatch(/ECONNREFUSED|prisma|127\.0\.0\.1/i);
    }
    const page = await sender.request('GET', '/inbox');
    expect(await page.text()).not.toMatch(/ECONNREFUSED|prisma/i);

    await line.mend();
    await pli.ready();
    const opened = await sender.json<{ parts: { id: string; segments: unknown[] }[] }>(
      'POST',
      `/api/drafts/${draft.id}/open`,
      {},
    );
    expect(opened.parts.find((part) => part.id === stored.id)?.segments).toHaveLength(1);
    const answer = await draft.seal(
      await draft.complete({ recipients: [{ address: pli.account('member', 1).email, kind: 'to' }] }),
    );
    await until(
      async () =>
        (
          await sender.json<{ recipients: { notification: string }[] }>(
            'GET',
            `/api/envelopes/${answer.envelopeId}`,
          )
        ).recipients[0]?.notification === 'sent',
      120,
      'the worker did not come back to its work',
    );
  });

  test('a line that is silent instead of broken holds no request for ever', async () => {
    const { pli } = running;
    const sender = await running.person(pli.account('member', 0));
    line.hang();
    try {
      const answer = await fetch(`${pli.url}/api/mailboxes`, {
        headers: { cookie: [...sender.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        signal: AbortSignal.timeout(120_000),
      });
      expect(answer.status).toBe(503);
    } finally {
      await line.mend();
    }
    await pli.ready();
    expect(await sender.status('GET', '/api/mailboxes')).toBe(200);
  });

  test('the server killed and started again: everything acknowledged is there', async () => {
    const { pli } = running;
    const sender = await running.person(pli.account('member', 0));
    const draft = await NodeDraft.make(sender);
    const { envelopeId } = await draft.seal(
      await draft.complete({ recipients: [{ address: 'b@example.org', kind: 'to' }] }),
    );
    process.kill(server.pid, 'SIGKILL');
    await line.cut();
    server = await startEmbeddedPostgres({ folder, port: server.port });
    line = await CutProxy.start(line.port, server.port);
    await pli.ready();
    expect(await sender.json('GET', `/api/envelopes/${envelopeId}`)).toMatchObject({ envelopeId });
  });
});
