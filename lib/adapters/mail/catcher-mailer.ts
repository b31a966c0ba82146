import 'server-only';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Mail, Mailer } from '../../ports/mailer';
import { unsafeMailReason } from './mail-safety';
import { composeMail } from './smtp-mailer';

/** A caught mail as the catcher's page lists it. */
export type CaughtMail = {
  /** 32 hex characters; names the files. */
  id: string;
  messageId: string;
  /** RFC 3339. */
  caughtAt: string;
  from: { address: string; name: string };
  to: string;
  subject: string;
};
export type CaughtMailContent = CaughtMail & { headers: Record<string, string>; text: string; html: string };

const idShape = /^[0-9a-f]{32}$/;

/**
 * Keeps mails on disk instead of sending them: `<id>.eml` as it would have travelled, `<id>.json` for the page.
 * Each file appears whole or not at all and survives a power cut; the same Message-ID again replaces the first.
 */
export function createCatcherMailer(options: { dir: string }): Mailer {
  return {
    async send(mail) {
      const unsafe = unsafeMailReason(mail);
      if (unsafe !== null) return { state: 'refused', reason: unsafe };
      try {
        const id = idOf(mail.messageId);
        await mkdir(options.dir, { recursive: true, mode: 0o700 });
        await writeWhole(
          path.join(options.dir, `${id}.eml`),
          await new MailComposer(composeMail(mail)).compile().build(),
        );
        await writeWhole(path.join(options.dir, `${id}.json`), JSON.stringify(recordOf(id, mail)));
        return { state: 'accepted', reply: `250 caught as ${id}` };
      } catch (error) {
        return {
          state: 'deferred',
          reason: `catcher: ${error instanceof Error ? error.message : String(error)}`,
        };
      }
    },

    async ready() {
      try {
        await mkdir(options.dir, { recursive: true, mode: 0o700 });
        const probe = path.join(options.dir, `.ready-${randomUUID()}`);
        await writeWhole(probe, '');
        await rm(probe);
        return { ok: true };
      } catch (error) {
        return { ok: false, reason: error instanceof Error ? error.message : String(error) };
      }
    },

    close: () => undefined,
  };
}

/** The newest `max` caught mails, newest first; empty before the first one. */
export async function listCaughtMails(dir: string, max = 200): Promise<CaughtMail[]> {
  const names = (await readdir(dir).catch(() => [])).filter((name) => name.endsWith('.json'));
  const dated = await Promise.all(
    names.map(async (name) => ({
      name,
      at: (await stat(path.join(dir, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  const newest = dated.sort((a, b) => b.at - a.at).slice(0, max);
  const mails = await Promise.all(
    newest.map(({ name }) => readCaughtMail(dir, name.slice(0, -'.json'.length))),
  );
  return mails.flatMap((mail) => {
    if (mail === null) return [];
    const { headers: _headers, text: _text, html: _html, ...listed } = mail;
    return [listed];
  });
}

/** One caught mail; null when there is none of that id. */
export async function readCaughtMail(dir: string, id: string): Promise<CaughtMailContent | null> {
  if (!idShape.test(id)) return null;
  const stored = await readFile(path.join(dir, `${id}.json`), 'utf8').catch(() => null);
  // Written by `recordOf` below and by nothing else.
  return stored === null ? null : (JSON.parse(stored) as CaughtMailContent);
}

/** The mail as it would have travelled (RFC 5322); null when there is none of that id. */
export async function readCaughtSource(dir: string, id: string): Promise<Buffer | null> {
  return idShape.test(id) ? readFile(path.join(dir, `${id}.eml`)).catch(() => null) : null;
}

function recordOf(id: string, mail: Mail): CaughtMailContent {
  return {
    id,
    messageId: mail.messageId,
    caughtAt: new Date().toISOString(),
    from: mail.from,
    to: mail.to,
    subject: mail.subject,
    headers: { ...mail.headers },
    text: mail.text,
    html: mail.html,
  };
}

function idOf(messageId: string): string {
  return createHash('sha256').update(messageId).digest('hex').slice(0, 32);
}

async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const temporary = `${file}.${randomUUID()}.part`;
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(temporary, file);
}
