import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mail the catcher kept. */
export type ReadMail = {
  messageId: string;
  caughtAt: string;
  to: string;
  subject: string;
  headers: Record<string, string>;
  text: string;
  html: string;
};

/** All mails in a catcher's folder, oldest first. */
export function caughtMails(folder: string): ReadMail[] {
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return []; // no mail yet, no folder yet
  }
  return names
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as ReadMail) // written by the catcher
    .sort((a, b) => a.caughtAt.localeCompare(b.caughtAt));
}

/** The newest mail to `to` that `fits`; waits for it. @throws after `seconds` with what came instead. */
export async function waitForMail(
  folder: string,
  to: string,
  fits: (mail: ReadMail) => boolean = () => true,
  seconds = 90,
): Promise<ReadMail> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const found = caughtMails(folder).findLast((mail) => mail.to === to && fits(mail));
    if (found) return found;
    if (Date.now() > deadline) {
      const others = caughtMails(folder).map((mail) => `${mail.to}: ${mail.subject}`);
      throw new Error(`no mail to ${to} within ${seconds} s; caught:\n${others.join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The link to the envelope in a notification: `/e/<reference>`, as a path. @throws when there is none. */
export function envelopePath(mail: ReadMail): string {
  const found = mail.text.match(/\/e\/[A-Za-z0-9_-]{32}/);
  if (!found) throw new Error(`no envelope link in:\n${mail.text}`);
  return found[0];
}

/** The one-time code in a mail. @throws when there is none. */
export function codeIn(mail: ReadMail): string {
  const found = mail.text.match(/(?<!\d)(\d{4})[\s\u00a0\u202f]?(\d{4})(?!\d)/);
  if (!found) throw new Error(`no code of eight digits in:\n${mail.text}`);
  return `${found[1]}${found[2]}`;
}
