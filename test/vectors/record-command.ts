/**
 * Records what the command of a build before asks of a server while it sends a letter: its requests in their order and the objects it stores.
 *
 *     git archive COMMIT lib messages package.json tsconfig.json | tar -x -C FOLDER; ln -s "$PWD/node_modules" FOLDER/node_modules
 *     npx tsx test/vectors/record-command.ts FOLDER COMMIT > test/vectors/upgrade/command-DAY.json
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ComposeSettings, composeSettingsAnswer, vaultKeyAnswer } from '../../lib/envelope/answers';
import { generateVaultKey } from '../../lib/envelope-format/generate-keys';
import type { RecordedSending } from '../support/recorded-sending';

const [folder = '', commit = ''] = process.argv.slice(2);
const before = await import(path.resolve(folder, 'lib/command/send-letter.ts'));
const vault = await generateVaultKey();
const mailboxId = '01939000-0000-7000-8000-000000000001';
const file = 'Résultat du 29 novembre, tel que le laboratoire l’a rendu.';
const requests: RecordedSending['requests'] = [];
const objects: RecordedSending['objects'] = {};
// as the server of now answers: what the recorded command makes of members it does not know is in the record too
const settings = composeSettingsAnswer.parse({
  email: 'labo@chu.example',
  identities: [{ mailboxId, mailboxName: 'labo', address: 'labo@chu.example', titleShown: true }],
  attachmentBytesMax: 104_857_600,
  recipientsMax: 100,
  quota: { whose: 'member', bytesUsed: 0, bytesMax: 1_000_000_000 },
} satisfies ComposeSettings);
const answers: Record<string, (json: { segments: { sha256: string }[] }) => object> = {
  'GET /api/compose-settings': () => settings,
  'GET /api/vault-key': () =>
    vaultKeyAnswer.parse({
      publicKey: vault.publicKey,
      month: '2026-11',
      acceptedUntil: '2027-01-01T00:00:00.000Z',
    }),
  'POST segments': ({ segments }) => ({
    requests: segments.map(({ sha256 }) => ({ method: 'PUT', url: sha256, headers: {} })),
  }),
};
const api = {
  async call(method: string, url: string, json?: { segments: { sha256: string }[] }) {
    if (json !== undefined) requests.push({ method, path: url, json });
    const name = url.endsWith('/segments') ? 'POST segments' : `${method} ${url}`;
    return answers[name]?.(json ?? { segments: [] }) ?? {};
  },
  async putObject({ url }: { url: string }, bytes: Uint8Array) {
    objects[url] = Buffer.from(bytes).toString('base64');
  },
};
const here = mkdtempSync(path.join(tmpdir(), 'pli-record-'));
try {
  writeFileSync(path.join(here, 'resultat.txt'), file);
  const letter = {
    to: [{ address: 'paul@cabinet.example', name: 'Dr Paul Béraud' }],
    cc: [],
    bcc: [],
    subject: 'Résultat',
    html: '<p>Bonjour</p>',
    files: [path.join(here, 'resultat.txt')],
  };
  const draftId = before.newDraftId();
  await before.sendLetter(await before.prepareSending(api), letter, draftId);
  const recorded: RecordedSending = {
    commit,
    draftId,
    mailboxId,
    file,
    vaultPrivateKey: vault.privateKey,
    requests,
    objects,
  };
  process.stdout.write(`${JSON.stringify(recorded, null, 1)}\n`);
} finally {
  rmSync(here, { recursive: true, force: true });
}
