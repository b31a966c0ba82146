import { beforeAll, describe, expect, test } from 'vitest';
import * as download from '../../app/api/audit/export/route';
import * as audit from '../../app/api/audit/route';
import * as searched from '../../app/api/audit/search/route';
import { fillAudit } from '../support/audit-rows';
import { BrowserPerson } from '../support/browser-person';
import { withTestDatabase } from '../support/database';
import { asSuperuser } from '../support/database-template';
import { makeOrganisation, makeUser } from '../support/people';
import { withTestServices } from '../support/services';
import { signInWith } from '../support/sign-in';

const database = withTestDatabase();
withTestServices(database);

describe('the audit export as a browser asks for it', () => {
  const auditor = new BrowserPerson();
  beforeAll(async () => {
    const organisationId = await makeOrganisation(database.db, 'chu.example');
    const otherId = await makeOrganisation(database.db, 'ailleurs.example');
    await signInWith(auditor, await makeUser(database.db, organisationId, 'audit@chu.example', 'auditor'));
    await fillAudit(database.ownerUrl, organisationId, otherId, 5_000);
  });
  const ask = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    auditor.call(download, 'POST', '/api/audit/export', {
      body: new URLSearchParams(form).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    });
  const exported = () => database.db.auditEntry.count({ where: { event: 'AuditExported' } });

  test('is a file to save, never shown, never kept by a cache', async () => {
    const csv = await ask({ format: 'csv', from: '', to: '', person: '', envelope: '', event: '' });
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(csv.headers.get('content-disposition')).toMatch(
      /^attachment; filename="pli-audit-\d{4}-\d\d-\d\d\.csv"$/,
    );
    expect(csv.headers.get('cache-control')).toBe('no-store');
    expect((await csv.text()).split('\r\n').length).toBeGreaterThan(5_000);
    const lines = await ask({ format: 'jsonl', event: 'SignedIn', person: 'personne.5@chu.example' });
    const events = (await lines.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { leaf?: { event: string } })
      .flatMap(({ leaf }) => leaf?.event ?? []);
    expect(new Set(events)).toEqual(new Set(['SignedIn']));
    const zip = await ask({ format: 'zip', since: '1' });
    expect(zip.headers.get('content-type')).toBe('application/zip');
    expect(new Uint8Array(await zip.arrayBuffer()).subarray(0, 2)).toEqual(new TextEncoder().encode('PK'));
  });

  test('stops reading the log when the person stops the download; that it began stays an entry', async () => {
    const before = await exported();
    const answer = await ask({ format: 'csv' });
    const reader = answer.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(await exported()).toBe(before + 1);
  });

  test('is refused to other sites, other content types, other fields', async () => {
    const before = await exported();
    expect((await ask({ format: 'csv' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await ask({ format: 'csv' }, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await ask({ format: 'xml' })).status).toBe(400);
    expect((await ask({ format: 'jsonl', since: '-1' })).status).toBe(400);
    expect((await ask({ format: 'csv', organisationId: crypto.randomUUID() })).status).toBe(400);
    expect(await exported()).toBe(before);
  });

  test('an empty period and a checkpoint of a longer log are refused in words of their own', async () => {
    const before = await exported();
    const day = '2026-11-29T00:00:00Z';
    const empty = await ask({ format: 'csv', from: day, to: day });
    expect([empty.status, await empty.json()]).toMatchObject([422, { code: 'period-empty' }]);
    expect(await exported()).toBe(before);
    const ahead = await ask({ format: 'jsonl', since: '900000' });
    expect(ahead.status).toBe(409);
    const problem = (await ahead.json()) as { code: string; title: string };
    expect(problem.code).toBe('checkpoint-ahead');
    expect(problem.title).toMatch(/900[ ,]?000 entrées.* ce journal en a 5[ ,]?\d{3}/);
  });

  test('the page says what does not fit as 400, and follows its own cursor to the end', async () => {
    for (const query of [
      '?cursor=x',
      '?from=hier',
      '?event=Rien',
      '?envelope=1',
      '?organisation=1',
      '?person=a@b.fr',
    ]) {
      expect((await auditor.call(audit, 'GET', `/api/audit${query}`)).status, query).toBe(400);
    }
    const json = { event: 'SignedIn', person: 'personne.5@chu.example' };
    const page = (await (await auditor.call(searched, 'POST', '/api/audit/search', { json })).json()) as {
      items: unknown[];
      nextCursor: string | null;
    };
    expect(page.items.length).toBeGreaterThan(0);
    expect(page.nextCursor).toBeNull();
  });

  test('a log that contradicts itself is said to be broken, whatever was taken from it', async () => {
    const broken = async (statement: string) => {
      await asSuperuser(database.ownerUrl, `SET session_replication_role = 'replica'; ${statement}`);
      const answer = await ask({ format: 'jsonl', since: '1' });
      expect([answer.status, await answer.json()], statement).toMatchObject([500, { code: 'log-broken' }]);
    };
    await broken('UPDATE log_tiles SET hashes = substr(hashes, 1, 32)');
    await broken('DELETE FROM log_checkpoints');
  });
});
