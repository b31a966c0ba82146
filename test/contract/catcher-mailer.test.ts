import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createCatcherMailer,
  listCaughtMails,
  readCaughtMail,
  readCaughtSource,
} from '../../lib/adapters/mail/catcher-mailer';
import { exampleMail, mailerContract } from './mailer.contract';

describe('the mail catcher', () => {
  let dir = '';
  beforeAll(async () => {
    dir = path.join(await mkdtemp(path.join(os.tmpdir(), 'pli-catcher-')), 'mails');
  });
  afterAll(() => rm(path.dirname(dir), { recursive: true, force: true }));

  mailerContract(() => ({
    mailer: createCatcherMailer({ dir }),
    taken: async () =>
      Promise.all(
        (await listCaughtMails(dir)).map(async (mail) => ({
          ...mail,
          raw: String(await readCaughtSource(dir, mail.id)).replaceAll('\r\n', '\n'),
        })),
      ),
  }));

  test('the same Message-ID again replaces the first: one mail, the newer one, at the top', async () => {
    const mailer = createCatcherMailer({ dir });
    const mail = exampleMail();
    await mailer.send(mail);
    await mailer.send(exampleMail());
    await mailer.send({ ...mail, subject: 'Encore' });
    const [newest, ...older] = await listCaughtMails(dir);
    expect(newest).toMatchObject({ messageId: mail.messageId, subject: 'Encore' });
    expect(older.some((one) => one.messageId === mail.messageId)).toBe(false);
    expect(await readCaughtMail(dir, newest?.id ?? '')).toMatchObject({
      text: mail.text,
      html: mail.html,
      headers: mail.headers,
    });
  });

  test('no id leads out of the folder', async () => {
    await writeFile(path.join(path.dirname(dir), 'secret.json'), '{}');
    for (const id of ['../secret', '..%2fsecret', '/etc/passwd', '', 'A'.repeat(32), '0'.repeat(32)]) {
      expect(await readCaughtMail(dir, id)).toBeNull();
      expect(await readCaughtSource(dir, id)).toBeNull();
    }
  });

  test('nothing half-written is left, and an empty folder lists nothing', async () => {
    expect((await readdir(dir)).filter((name) => !/^[0-9a-f]{32}\.(eml|json)$/.test(name))).toEqual([]);
    expect(await listCaughtMails(path.join(dir, 'nowhere'))).toEqual([]);
  });

  test('a folder that cannot be written defers the mail and says so', async () => {
    const file = path.join(path.dirname(dir), 'a-file');
    await writeFile(file, '');
    const mailer = createCatcherMailer({ dir: path.join(file, 'mails') });
    expect(await mailer.send(exampleMail())).toMatchObject({ state: 'deferred' });
    expect(await mailer.ready()).toMatchObject({ ok: false });
  });
});
