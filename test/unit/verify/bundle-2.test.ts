import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodeInclusion } from '@/lib/envelope-format/inclusion-text';
import { guideCommands } from '@/lib/evidence/verify-commands';
import { verifyGuide } from '@/lib/evidence/verify-guide';
import { describeChange } from '@/lib/verify/describe-check';
import { verifyFile } from '@/lib/verify/verify-file';
import { createProvider, type Provider } from '../../support/build-envelope';
import { flipBits } from '../../support/flip-bits';
import { type Files, signSums, zipOf } from '../../support/proved-bundle';
import { buildBundle2 } from '../../support/proved-bundle-2';

let provider: Provider;
let made: Awaited<ReturnType<typeof buildBundle2>>;
beforeAll(async () => {
  provider = await createProvider();
  made = await buildBundle2(provider);
});

/** The verdict over the bundle with a change, whose sums were signed again: what a provider that lies could hand out. */
async function judge(change: (files: Files) => void, options = {}) {
  const files: Files = new Map(made.files);
  change(files);
  await signSums(files, provider);
  const report = await verifyFile(new Blob([new Uint8Array(await zipOf(files))]), options);
  const notPassed = report.checks.filter(({ state }) => state !== 'verified');
  return { ...report, notPassed: notPassed.map(({ check, state, code }) => `${check} ${state} ${code}`) };
}
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);
const utf8 = (value: string) => new TextEncoder().encode(value);

describe('an evidence bundle of version 2', () => {
  it('is verified, and says what was changed after sending, in words', async () => {
    const { outcome, envelope, notPassed } = await judge(() => undefined, {
      logKey: made.logKey.verifierKey,
    });
    expect(notPassed).toEqual([]);
    expect(outcome).toBe('verified');
    expect(envelope).toMatchObject({ subject: 'Compte rendu', availableUntil: '2027-06-30T22:00:00.000Z' });
    expect(envelope?.changes.map(({ number, kind, own }) => [number, kind, own])).toEqual([
      [1, 'available-until', false],
      [2, 'recipient-withdrawn', true],
    ]);
    const [first, second] = envelope?.changes ?? [];
    if (!first || !second) throw new Error('two changes');
    expect(describeChange(first, 'fr')).toContain('Lisible jusqu’au 2027-06-30T22:00:00.000Z');
    expect(describeChange(second, 'en')).toContain('Access was withdrawn from the recipient of this file.');
  });

  const set = (name: string, change: (old: string) => string) => (files: Files) =>
    void files.set(name, utf8(change(text(files.get(name)))));
  const remove =
    (...names: string[]) =>
    (files: Files) => {
      for (const name of names) files.delete(name);
    };
  it.each([
    [
      'another sender in the seal',
      set('envelope/seal.json', (s) => s.replace('dr.durand', 'dr.dupond')),
      'seal-signature',
    ],
    [
      'another batch document',
      set('envelope/seal.batch.json', (s) => s.replace(/"size":\d+/, '"size":9')),
      'batch-other',
    ],
    ['a path that is none', set('envelope/seal.inclusion.txt', (s) => `${s}x\n`), 'batch-invalid'],
    ['no path', remove('envelope/seal.inclusion.txt'), 'seal-signature'],
    ['an addendum edited', set('envelope/addenda/1.json', (s) => s.replace('2027-06', '2029-06')), 'addenda'],
    [
      'the first addendum left out',
      remove(
        ...['json', 'batch.json', 'batch.json.asc', 'batch.tsr', 'inclusion.txt'].map(
          (end) => `envelope/addenda/1.${end}`,
        ),
      ),
      'addendum-chain',
    ],
    [
      'another name of the recipient',
      set('envelope/recipient.json', (s) => s.replace('Camille Martin', 'Camille')),
      'recipient-absent',
    ],
    [
      'a recipient without a kind',
      set('envelope/recipient.json', (s) => s.replace('"kind":"to",', '')),
      'document-malformed',
    ],
    [
      'a file that no bundle has',
      (files: Files) => void files.set('envelope/addenda/x.json', utf8('{}')),
      'file-unexpected',
    ],
    [
      'version 1 with files of version 2',
      set('evidence.json', (s) => s.replace('pli-evidence-2', 'pli-evidence-1')),
      'file-unexpected',
    ],
  ])('is refused with %s', async (_, change, expected) => {
    const { outcome, notPassed, envelope } = await judge(change);
    expect(outcome).toBe('failed');
    expect(envelope).toBeNull();
    expect(notPassed.join('\n')).toContain(expected);
  });

  it('is refused with one bit changed in any file of the envelope', async () => {
    for (const name of made.files.keys()) {
      if (!name.startsWith('envelope/')) continue;
      const { outcome } = await judge((files) => {
        const bytes = files.get(name) ?? new Uint8Array();
        // Armour has checksums and comments of its own; its middle is signature.
        files.set(name, flipBits(bytes, Math.floor(bytes.length / 2)));
      });
      expect([name, outcome]).toEqual([name, 'failed']);
    }
  }, 60_000);

  it('says that a timestamp of an addendum is pending, and stays verified', async () => {
    const { outcome, notPassed } = await judge(remove('envelope/addenda/2.batch.tsr'), {
      logKey: made.logKey.verifierKey,
    });
    expect(notPassed).toEqual(['addenda pending timestamp-pending']);
    expect(outcome).toBe('verified');
  });

  it('of a later version, or with a later seal or addendum in it, is newer and not broken', async () => {
    const later = await judge(set('evidence.json', (s) => s.replace('pli-evidence-2', 'pli-evidence-3')));
    expect(later).toMatchObject({ outcome: 'newer', notPassed: ['file pending format-newer'] });
    const place = encodeInclusion({ ...made.envelope.batch, format: 'pli-batch-2' });
    const batch = await judge((files) => void files.set('envelope/seal.inclusion.txt', utf8(place)), {
      logKey: made.logKey.verifierKey,
    });
    expect(batch).toMatchObject({ outcome: 'newer', notPassed: ['seal-signature pending format-newer'] });
  });
});

describe('its guide', () => {
  const facts = {
    version: 2,
    addenda: 2,
    sealTimestamp: true,
    logTimestamp: true,
    manifest: true,
    recipient: true,
  } as const;
  /** Types the guide's commands in the unpacked bundle. */
  function type(files: Files, commands = guideCommands(facts)) {
    const folder = mkdtempSync(path.join(tmpdir(), 'pli-guide-'));
    try {
      for (const [name, bytes] of files) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), bytes);
      }
      const home = path.join(folder, 'gnupg');
      mkdirSync(home, { mode: 0o700 });
      const env = { ...process.env, GNUPGHOME: home, LC_ALL: 'C' };
      return commands.map((command) => {
        const { status, stdout, stderr } = spawnSync('sh', ['-ec', command], {
          cwd: folder,
          encoding: 'utf8',
          env,
        });
        return { command, status, said: stdout + stderr };
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  it('has commands that a stranger’s gpg, openssl and sha256sum carry out, for the seal and every addendum', () => {
    const typed = type(made.files);
    for (const { command, status, said } of typed) expect(status, `${command}\n${said}`).toBe(0);
    const all = typed.map(({ said }) => said).join('');
    expect(all.match(/Good signature/g)).toHaveLength(4);
    expect(all.match(/^1$/gm)).toHaveLength(3 + 1); // in their batches, and the recipient
    expect(all.match(/Verification: OK/g)).toHaveLength(4);
    expect(all.match(/"follows":"[0-9a-f]{64}"/g)).toHaveLength(2);
    for (const locale of ['fr', 'en'] as const) {
      const guide = verifyGuide(
        {
          ...facts,
          envelopeId: 'e',
          sealingKey: 'ab',
          logKey: 'k',
          entries: 3,
          verifyUrl: 'https://pli.example/verify',
          scriptUrl: 'https://pli.example/verify-log.sh',
        },
        locale,
      );
      for (const command of guideCommands(facts)) expect(guide).toContain(command);
    }
  });

  it('has commands that fail for a changed seal and a changed addendum', () => {
    const [, signatures = ''] = guideCommands(facts);
    for (const name of ['envelope/seal.json', 'envelope/addenda/2.json']) {
      const files: Files = new Map(made.files);
      files.set(name, flipBits(files.get(name) ?? new Uint8Array(), 40));
      expect(type(files, [signatures])[0]?.status).not.toBe(0);
    }
  });
});
