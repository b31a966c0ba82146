import 'server-only';
import { isExampleSecret } from './example-secrets';
import { type GivenSettings, type SettingName, settings } from './settings';

/** Settings of which either all or none must be given. */
const together: readonly (readonly SettingName[])[] = [
  ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'],
  ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'],
  ['TSA_URL', 'TSA_ROOTS'],
  ['PLI_WITNESS_BUCKET', 'PLI_WITNESS_BUCKET_ACCESS_KEY_ID', 'PLI_WITNESS_BUCKET_SECRET_ACCESS_KEY'],
];

/** What settings that are right each say wrongly together, in sentences an operator can act on; empty: nothing. */
export function problemsBetween(given: GivenSettings): string[] {
  const problems: string[] = [];
  for (const group of together) {
    const missing = group.filter((name) => given[name] === undefined);
    if (missing.length > 0 && missing.length < group.length) {
      problems.push(
        `${missing.join(' and ')} must be given with ${group.filter((name) => given[name] !== undefined).join(' and ')}.`,
      );
    }
  }
  if (given.DATABASE_OWNER_URL && !given.DATABASE_URL)
    problems.push('DATABASE_URL must be given with DATABASE_OWNER_URL.');
  if (given.PLI_WITNESS_BUCKET_ENDPOINT && !given.PLI_WITNESS_BUCKET)
    problems.push('PLI_WITNESS_BUCKET must be given with PLI_WITNESS_BUCKET_ENDPOINT.');
  const isVault =
    given.PLI_WITNESS_BUCKET === given.S3_BUCKET && given.PLI_WITNESS_BUCKET_ENDPOINT === given.S3_ENDPOINT;
  if (given.PLI_WITNESS_BUCKET && isVault)
    problems.push(
      'PLI_WITNESS_BUCKET must be another bucket than S3_BUCKET: the vault removes what it no longer needs.',
    );
  return given.PLI_MODE === 'production' ? [...problems, ...problemsInProduction(given)] : problems;
}

function problemsInProduction(given: GivenSettings): string[] {
  const problems: string[] = [];
  if (given.PLI_DEMO !== undefined && given.PLI_DEMO !== 'off')
    problems.push('PLI_DEMO must be off in production: demo accounts have printed passwords.');
  if (!given.DATABASE_URL)
    problems.push('DATABASE_URL is missing: production does not run on the embedded database.');
  if (!given.SMTP_URL) problems.push('SMTP_URL is missing: production does not catch mails, it sends them.');
  if (!given.PLI_PUBLIC_URL)
    problems.push('PLI_PUBLIC_URL is missing: it stands in the links of notifications.');
  else if (!given.PLI_PUBLIC_URL.startsWith('https:'))
    problems.push('PLI_PUBLIC_URL must begin with https:// in production.');
  if (given.MAIL_FROM.endsWith('.invalid'))
    problems.push('MAIL_FROM is missing: notifications need an address of yours.');
  for (const name of Object.keys(settings) as SettingName[]) {
    const value = given[name];
    if ('secret' in settings[name] && typeof value === 'string' && isExampleSecret(value)) {
      problems.push(`${name} holds an example or well-known secret; make one of your own.`);
    }
  }
  return problems;
}
