import 'server-only';
import { randomInt, randomUUID } from 'node:crypto';
import { link, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { demoOrganisations } from './demo-organisations';

const account = z.object({
  email: z.string(),
  password: z.string(),
  displayName: z.string(),
  role: z.enum(['member', 'administrator', 'auditor']),
  organisation: z.string(),
});
/** A demo account with the password it was given at first start. */
export type DemoAccount = z.infer<typeof account>;

/** Lower case and digits without those that look alike. */
const symbols = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Four groups of five symbols, about 99 bits. */
function newPassword(): string {
  const group = () => Array.from({ length: 5 }, () => symbols[randomInt(symbols.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

/**
 * The demo accounts of a data folder: made with fresh passwords at first start and kept in `demo-accounts.json` (mode 0600),
 * so that every later start prints the same ones. `isNew` when they were made now.
 */
export async function demoAccounts(dataDir: string): Promise<{ accounts: DemoAccount[]; isNew: boolean }> {
  const file = path.join(dataDir, 'demo-accounts.json');
  const fresh = demoOrganisations.flatMap(({ name, domain, people }) =>
    people.map((person) => ({
      email: `${person.localPart}@${domain}`,
      password: newPassword(),
      displayName: person.name,
      role: person.role,
      organisation: name,
    })),
  );
  const isNew = await writeOnce(file, `${JSON.stringify(fresh, null, 2)}\n`);
  return { accounts: z.array(account).parse(JSON.parse(await readFile(file, 'utf8'))), isNew };
}

async function writeOnce(file: string, content: string): Promise<boolean> {
  const own = `${file}.${randomUUID()}`;
  await writeFile(own, content, { mode: 0o600, flush: true });
  try {
    await link(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own);
  }
}
