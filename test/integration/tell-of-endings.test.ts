import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { tellEnding } from '../../lib/notification/tell-ending';
import { tellOfEndings } from '../../lib/notification/tell-of-endings';
import { openEnvelope } from '../../lib/open/open-envelope';
import type { Jobs } from '../../lib/ports/queue';
import { withTestDatabase } from '../support/database';
import { makeDraft, requestFor, storeLetter } from '../support/draft-world';
import { retentionWorld } from '../support/retention-world';
import { sealWorld, to } from '../support/seal-world';
import { type Person, withTestServices } from '../support/sealed-world';
import { testClient } from '../support/test-client';

const database = withTestDatabase();
const under = withTestServices(database);
const { world, daysLater } = retentionWorld(under);
const { seal } = sealWorld(under);

async function letter(sender: Person, address: string, expiresInDays: number) {
  const draft = await makeDraft(under.services, sender);
  const parts = await storeLetter(under.services, draft);
  await seal(draft, await requestFor(draft, parts, to(address), { expiresInDays, title: 'Compte rendu' }));
  const { envelopeId } = draft;
  return under.services.db.recipient.findFirstOrThrow({ where: { envelopeId } });
}

const jobs = async () =>
  (
    await under.services.db.$queryRaw<{ data: Jobs['tell-ending'] }[]>`
      SELECT data FROM pgboss.job WHERE name = 'tell-ending' ORDER BY created_on, data ->> 'to'`
  ).map(({ data }) => data);

async function mails(): Promise<string[]> {
  const { config } = under.services;
  if (config.mail.transport.kind !== 'catcher') throw new Error('the catcher is what this test reads');
  const { dir } = config.mail.transport;
  const files = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith('.eml'));
  return Promise.all(files.map((name) => readFile(path.join(dir, name), 'utf8')));
}

describe('before a letter ends', () => {
  test('who has not opened it and its sender are told once, in one mail each, without a title', async () => {
    const { anne, paul } = await world();
    const [one, two, opened] = [
      await letter(anne, paul.actor.email, 30),
      await letter(anne, paul.actor.email, 30),
      await letter(anne, paul.actor.email, 30),
    ];
    const short = await letter(anne, 'patient@ailleurs.example', 2);
    await openEnvelope(under.services, {
      actor: paul.actor,
      client: testClient,
      reference: opened.reference,
    });

    await tellOfEndings(daysLater(0.9));
    expect(await jobs()).toEqual([]);
    await tellOfEndings(daysLater(1.1));
    expect(await jobs()).toEqual([
      { to: 'recipient', ids: [short.id] },
      { to: 'sender', ids: [short.envelopeId] },
    ]);
    await tellOfEndings(daysLater(22.9));
    expect(await jobs()).toHaveLength(2);
    await Promise.all([tellOfEndings(daysLater(23.1)), tellOfEndings(daysLater(23.1))]);
    await tellOfEndings(daysLater(24));
    const all = await jobs();
    expect(all.slice(2)).toEqual([
      { to: 'recipient', ids: [one.id, two.id] },
      { to: 'sender', ids: [one.envelopeId, two.envelopeId] },
    ]);

    for (const job of all.slice(2)) await tellEnding(daysLater(24), job);
    for (const job of all.slice(0, 2)) await tellEnding(daysLater(1.1), job);
    const sent = await mails();
    const plain = sent.map((mail) => mail.replaceAll('=\r\n', '').replaceAll('=\n', ''));
    expect(sent).toHaveLength(4);
    for (const mail of plain) expect(mail).not.toContain('Compte rendu');
    expect(plain.filter((mail) => mail.includes(`/e/${short.reference}`))).toHaveLength(1);
    expect(plain.filter((mail) => mail.includes(`/sent/${short.envelopeId}`))).toHaveLength(1);
  });

  test('nobody is told of what was opened or withdrawn meanwhile', async () => {
    const { anne, paul } = await world();
    const one = await letter(anne, paul.actor.email, 10);
    await tellOfEndings(daysLater(5));
    const mine = (await jobs()).filter(({ ids }) => ids.includes(one.id) || ids.includes(one.envelopeId));
    expect(mine).toHaveLength(2);
    const before = (await mails()).length;
    await openEnvelope(under.services, { actor: paul.actor, client: testClient, reference: one.reference });
    for (const job of mine) await tellEnding(daysLater(5), job);
    expect(await mails()).toHaveLength(before);
  });
});
