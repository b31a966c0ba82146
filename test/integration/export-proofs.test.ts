import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AuditFilter, auditQuery, type ExportFormat } from '../../lib/audit/explore/wire';
import { exportEntries } from '../../lib/audit/export/export-entries';
import { entryLineText } from '../../lib/audit/export/export-lines';
import { appendEntry } from '../../lib/audit/trail/append-entry';
import { jcs } from '../../lib/audit-format/commitments';
import type { EntryLine, ExportLine, HeadLine } from '../../lib/audit-format/export-lines';
import { entryLine } from '../../lib/transparency-log/entry-line';
import { readCheckpoint } from '../../lib/transparency-log/read-checkpoint';
import { readLoggedEntries } from '../../lib/transparency-log/read-logged-entries';
import { verifyFile } from '../../lib/verify/verify-file';
import { withTestDatabase } from '../support/database';
import { addOrganisation, addPerson, type Person, withTestServices } from '../support/sealed-world';

const client = { address: '192.0.2.7', agent: 'Mozilla/5.0 "é\u2028" \\ test' };

describe('an export of the audit trail', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);
  let hospital: { id: string; domain: string };
  let auditor: Person;
  let practiceAuditor: Person;
  beforeAll(async () => {
    hospital = await addOrganisation(made.services, 'CHU de Test');
    const practice = await addOrganisation(made.services, 'Cabinet de Test');
    auditor = await addPerson(made.services, hospital, 'auditrice', 'auditor');
    const member = await addPerson(made.services, hospital, 'medecin');
    practiceAuditor = await addPerson(made.services, practice, 'ailleurs', 'auditor');
    for (let n = 0; n < 700; n++) {
      const both = [hospital.id, practice.id];
      await database.db.$transaction((tx) =>
        appendEntry(tx, {
          event: n % 2 ? 'SignedIn' : 'ContentHandover',
          actor: n % 3 ? member.actor : practiceAuditor.actor,
          client,
          organisationIds: n % 10 === 0 ? both : [n % 3 ? hospital.id : practice.id],
          detail: { n, text: 'é"\\\u0001', half: 0.5 },
        }),
      );
    }
  });

  const take = async (
    format: ExportFormat,
    query: Record<string, string> = {},
    who = auditor,
    since?: number,
  ) => {
    const filter: AuditFilter = auditQuery.parse(query);
    const input = { actor: who.actor, client, filter, format, ...(since && { since }) };
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await exportEntries(made.services, input)).chunks) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const linesOf = (bytes: Buffer) =>
    bytes
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as ExportLine);
  const entriesOf = (bytes: Buffer) => linesOf(bytes).filter((line): line is EntryLine => 'index' in line);
  const verify = async (bytes: Buffer, options: Parameters<typeof verifyFile>[1] = {}) => {
    const report = await verifyFile(new Blob([Uint8Array.from(bytes)]), {
      logKey: made.services.keys.log.verifierKey,
      sealingKey: made.services.keys.sealing[0]?.fingerprint ?? '',
      ...options,
    });
    return { ...report, states: Object.fromEntries(report.checks.map((one) => [one.check, one.state])) };
  };

  test('with proofs is found whole, complete and of this log by the verifier, which shares no code with its writer', async () => {
    for (const who of [auditor, practiceAuditor]) {
      const file = await take('jsonl', {}, who);
      const report = await verify(file);
      expect(report.checks.filter((one) => one.state !== 'verified')).toEqual([]);
      expect(report.states).toMatchObject({
        tree: 'verified',
        numbers: 'verified',
        'checkpoint-timestamp': 'verified',
      });
      const head = linesOf(file)[0] as HeadLine;
      expect(head.numbers?.first).toBe(1);
      expect(entriesOf(file).length).toBe(head.numbers?.last);
      expect(file.toString()).not.toContain(
        who === auditor ? practiceAuditor.actor.organisationId : hospital.id,
      );
    }
  });

  test('holds the entry that says it was made', async () => {
    const entries = entriesOf(await take('jsonl'));
    expect(entries.at(-1)).toMatchObject({
      leaf: { event: 'AuditExported' },
      fields: { detail: { value: { format: 'jsonl' } } },
    });
  });

  test('is written line by line as a general encoder would write it', async () => {
    const logged = await readLoggedEntries(database.db, { indexes: [0, 1, 2, 3, 10, 600] });
    expect(logged).toHaveLength(6);
    for (const one of logged) {
      const own = one.clientOwner === null || one.clientOwner === hospital.id;
      const fields = ['actor', ...(own ? (['client'] as const) : []), 'detail', 'recipient'] as const;
      expect(entryLineText(one, hospital.id)).toBe(
        jcs(entryLine(one, { organisation: hospital.id, fields })),
      );
    }
  });

  test('by time holds every number between its edges and claims so; by person or event it claims nothing', async () => {
    const all = entriesOf(await take('jsonl'));
    const [from, to] = [all[100]?.leaf.at ?? '', all[300]?.leaf.at ?? ''];
    const file = await take('jsonl', { from, to });
    const inside = all.filter(({ leaf }) => leaf.at >= from && leaf.at < to);
    const numbers = new Set(entriesOf(file).map((one) => one.number?.number));
    expect(inside.every((one) => numbers.has(one.number?.number))).toBe(true);
    expect((await verify(file)).states).toMatchObject({ numbers: 'verified', tree: 'verified' });

    const signIns = await take('jsonl', { event: 'SignedIn', person: 'medecin@chu-de-test.example' });
    expect((linesOf(signIns)[0] as HeadLine).numbers).toBeNull();
    expect((await verify(signIns)).states).toMatchObject({
      numbers: 'pending',
      tree: 'verified',
      entries: 'verified',
    });
  });

  test('of a time when nothing happened is an empty one that verifies', async () => {
    const file = await take('jsonl', { from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' });
    expect(entriesOf(file)).toEqual([]);
    expect((await verify(file)).outcome).toBe('verified');
  });

  test('proves that the log goes on from a checkpoint the auditor kept, and refuses a size the log never had', async () => {
    await take('csv');
    const kept = await readCheckpoint(database.db);
    if (!kept) throw new Error('no checkpoint');
    for (let n = 0; n < 5; n++) await take('csv');
    const file = await take('jsonl', { event: 'SignedIn' }, auditor, kept.treeSize);
    const report = await verify(file, { keptCheckpoint: kept.note });
    expect(report.states).toMatchObject({ 'kept-checkpoint': 'verified' });
    await expect(take('jsonl', {}, auditor, 10_000_000)).rejects.toMatchObject({ code: 'checkpoint-ahead' });
  });

  test('as ZIP is signed: sha256sum, gpg and openssl agree, its JSON Lines verify, its CSV holds the same entries', async () => {
    const zip = await take('zip');
    const report = await verify(zip);
    expect(report.checks.filter((one) => one.state !== 'verified')).toEqual([]);
    expect(report.kind).toBe('signed-export');
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-export-'));
    const run = (command: string, ...args: string[]) =>
      execFileSync(command, args, {
        cwd: folder,
        encoding: 'utf8',
        stdio: 'pipe',
        env: { ...process.env, GNUPGHOME: folder },
      });
    try {
      writeFileSync(path.join(folder, 'export.zip'), zip);
      run('python3', '-m', 'zipfile', '-e', 'export.zip', '.');
      expect(run('sha256sum', '-c', 'SHA256SUMS').trim().split('\n')).toHaveLength(6);
      run('gpg', '--batch', '--quiet', '--import', 'keys/sealing.asc');
      run('gpg', '--batch', '--verify', 'SHA256SUMS.asc', 'SHA256SUMS');
      const read = (name: string) => execFileSync('cat', [name], { cwd: folder, maxBuffer: 1e9 });
      const jsonl = read('audit.jsonl');
      const head = linesOf(jsonl)[0] as HeadLine;
      writeFileSync(path.join(folder, 'checkpoint'), head.checkpoint);
      writeFileSync(path.join(folder, 'checkpoint.tsr'), Buffer.from(head.timestamp ?? '', 'base64'));
      const stamp = ['-data', 'checkpoint', '-in', 'checkpoint.tsr', '-CAfile', 'keys/timestamp-roots.pem'];
      run('openssl', 'ts', '-verify', ...stamp);
      const ids = read('audit.csv')
        .toString()
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[0]);
      expect(ids).toEqual(entriesOf(jsonl).map(({ leaf }) => leaf.id));
      expect(read('VERIFY.md').toString()).toContain(`since=${head.checkpoint.split('\n')[1]}`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
