import 'server-only';
import path from 'node:path';
import type { Config } from '../config';
import type { DemoAccount, Prepared } from './prepare-in-child';

/** What a person who has just started Pli needs to know, as lines for the terminal. */
export function bannerLines(config: Config, { accounts, invitation }: Prepared, node: string): string[] {
  const { publicUrl, dataDir, mail } = config;
  return [
    '',
    `Pli runs at ${publicUrl}`,
    '',
    mail.transport.kind === 'catcher'
      ? `  Mails   ${publicUrl}/mails   (none leaves this machine: they are caught and shown there)`
      : `  Mails   sent through ${new URL(mail.transport.url).host}`,
    `  Data    ${dataDir}`,
    `  Logs    ${path.join(dataDir, 'logs')}`,
    `  Node    ${node}`,
    ...accountLines(accounts, path.join(dataDir, 'demo-accounts.json')),
    ...(invitation
      ? [
          '',
          '  The first administrator chooses a password here (once, within seven days):',
          `    ${invitation}`,
        ]
      : []),
    '',
    'Ctrl-C stops it.',
  ];
}

function accountLines(accounts: readonly DemoAccount[], file: string): string[] {
  const lines = accounts.length > 0 ? ['', `  Demo accounts (also in ${file}):`] : [];
  for (const organisation of new Set(accounts.map((account) => account.organisation))) {
    lines.push(`  ${organisation}`);
    for (const { email, password, role, changed } of accounts.filter(
      (a) => a.organisation === organisation,
    )) {
      lines.push(
        `    ${email.padEnd(32)} ${role.padEnd(14)} ${changed ? '(password changed since)' : password}`,
      );
    }
  }
  return lines;
}
