import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A demo account as the start command prints it. */
export type Account = {
  email: string;
  password: string;
  displayName: string;
  role: 'member' | 'administrator' | 'auditor';
  organisation: string;
};

/** Where a running Pli is, and who has an account there. */
export class PliPlace {
  constructor(
    readonly port: number,
    readonly dataDir: string,
    /** Those of the demo, unless a test file has its own. */
    private readonly ownAccounts: readonly Account[] | null = null,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get mailDir(): string {
    return path.join(this.dataDir, 'mails');
  }

  get accounts(): readonly Account[] {
    if (this.ownAccounts) return this.ownAccounts;
    return JSON.parse(readFileSync(path.join(this.dataDir, 'demo-accounts.json'), 'utf8')) as Account[]; // written by the seed
  }

  /** The `n`-th account (from 0) of that role, of the `organisation`-th organisation. */
  account(role: Account['role'], organisation = 0, n = 0): Account {
    const organisations = [...new Set(this.accounts.map((account) => account.organisation))];
    const found = this.accounts.filter(
      (a) => a.role === role && a.organisation === organisations[organisation],
    )[n];
    if (!found) throw new Error(`no ${role} number ${n} in organisation ${organisation}`);
    return found;
  }
}
