import path from 'node:path';
import { z } from 'zod';
import { parseAddress } from './address/address';
import { isNetwork } from './network';
import { takeBackSecondsMax } from './release-time';

const absent = (value: unknown) => (value === '' || value === undefined ? undefined : value);
const port = z.coerce
  .number('must be a number')
  .int('must be a whole number')
  .min(1, 'must be from 1 to 65535')
  .max(65_535, 'must be from 1 to 65535');
const count = (min: number, max: number) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
/** Bytes in a vault: up to 1 PiB. */
const bytesOf = (byDefault: number) => count(1, 1_125_899_906_842_624).default(byDefault);
const url = (...schemes: string[]) =>
  z
    .string()
    .refine(
      (text) => URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1)),
      `must be a URL that begins with ${schemes.map((s) => `${s}://`).join(' or ')}`,
    );
const base64Bytes = (bytes: number) =>
  z
    .string()
    .trim()
    .refine(
      (text) => Buffer.from(text, 'base64').length === bytes,
      `must be ${bytes} random bytes in base64 (openssl rand -base64 ${bytes})`,
    );
const armour = (kind: string) =>
  z.string().includes(`-----BEGIN ${kind}-----`, `must hold "-----BEGIN ${kind}-----"`);
const text = z.string().trim();
const email = z.string().transform((typed, issues) => {
  const address = parseAddress(typed);
  if (address === null) issues.addIssue('must be an e-mail address');
  return address ?? z.NEVER;
});

type Setting = {
  schema: z.ZodType;
  /** What the operator reads in docs/operations.md. */
  about: string;
  /** As written in the table, when nothing is given. */
  byDefault?: string;
  secret?: true;
};
const setting = <S extends z.ZodType>(
  schema: S,
  about: string,
  more: { byDefault?: string; secret?: true } = {},
) => ({
  schema: z.preprocess(absent, schema),
  about,
  ...more,
});

/**
 * Every setting Pli reads from the environment, with its check and its line in docs/operations.md (which is generated
 * from here). Each can also be given as `<NAME>_FILE`: the path of a file that holds the value.
 */
export const settings = {
  PLI_MODE: setting(
    z.enum(['embedded', 'production'], 'must be embedded or production').default('embedded'),
    '`embedded`: everything on this machine, demo accounts, caught mails. `production`: refuses demo accounts, example secrets, the mail catcher and a public URL without https.',
    { byDefault: '`embedded`' },
  ),
  PLI_DATA_DIR: setting(
    z
      .string()
      .default('pli-data')
      .transform((dir) => path.resolve(dir)),
    'Folder of everything Pli keeps on disk: the embedded database, the vault, keys, caught mails.',
    { byDefault: '`./pli-data`' },
  ),
  PLI_PACKAGED_NODE: setting(
    z.enum(['refuse', 'allow'], 'must be refuse or allow').default('refuse'),
    'Whether production may run on the Node that `npm ci` brought, which nobody keeps up to date but the next release of Pli.',
    { byDefault: '`refuse`' },
  ),
  PLI_HOST: setting(text.default('127.0.0.1'), 'Address the web server listens on.', {
    byDefault: '`127.0.0.1`',
  }),
  PLI_PORT: setting(port.default(3000), 'Port the web server listens on.', { byDefault: '`3000`' }),
  PLI_WORKER_HEALTH_PORT: setting(
    port.optional(),
    'Port on which the worker answers `/healthz` and `/readyz`, for whatever watches it.',
    { byDefault: 'none' },
  ),
  PLI_PUBLIC_URL: setting(
    url('http', 'https')
      .transform((text) => new URL(text))
      .refine((u) => u.pathname === '/' && !u.search && !u.hash, 'must be an origin, without a path')
      .transform((u) => u.origin)
      .optional(),
    'Origin under which people reach Pli; it stands in the links of notifications.',
    { byDefault: '`http://127.0.0.1:<PLI_PORT>`' },
  ),
  PLI_TRUSTED_PROXIES: setting(
    count(0, 10).default(0),
    'How many reverse proxies stand in front and append to X-Forwarded-For.',
    { byDefault: '`0`' },
  ),
  PLI_LOG_LEVEL: setting(
    z.enum(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error').default('info'),
    'Least grave level that is logged.',
    { byDefault: '`info`' },
  ),
  PLI_DEMO: setting(
    z.enum(['on', 'off', 'accounts'], 'must be on, off or accounts').optional(),
    'Whether a new, empty database gets the two demo organisations and their letters; `accounts`: without letters.',
    { byDefault: '`on` in embedded mode, `off` in production' },
  ),
  PLI_SUPPORT_URL: setting(
    url('http', 'https', 'mailto').optional(),
    'Where people find help; stands in notifications and on error pages.',
  ),

  DATABASE_URL: setting(
    url('postgresql', 'postgres').optional(),
    'PostgreSQL 15 or newer, as the role of the application. Without it the embedded one is started.',
    { secret: true, byDefault: 'the embedded PostgreSQL' },
  ),
  DATABASE_OWNER_URL: setting(
    url('postgresql', 'postgres').optional(),
    'The same database as the owner of the schema, for migrations at start-up only. With it, the role in `DATABASE_URL` gets row rights only, and on the audit trail the right to insert and to read.',
    { secret: true, byDefault: '`DATABASE_URL`' },
  ),
  PLI_DATABASE_PORT: setting(
    port.optional(),
    'Port of the embedded database on 127.0.0.1; where it is busy another is taken.',
    { byDefault: 'the last one, or any free one' },
  ),

  S3_BUCKET: setting(text.optional(), 'Bucket of the vault. Without it segments lie in the data folder.'),
  S3_ENDPOINT: setting(url('http', 'https').optional(), 'Address of an S3 store that is not Amazon’s.'),
  S3_PUBLIC_ENDPOINT: setting(
    url('http', 'https').optional(),
    'The same store as browsers reach it, where that differs.',
    { byDefault: '`S3_ENDPOINT`' },
  ),
  S3_REGION: setting(text.default('us-east-1'), 'Region the requests are signed for.', {
    byDefault: '`us-east-1`',
  }),
  S3_ACCESS_KEY_ID: setting(text.optional(), 'Name of the access key.'),
  S3_SECRET_ACCESS_KEY: setting(text.optional(), 'The access key.', { secret: true }),
  S3_BROWSER_ACCESS: setting(
    z.enum(['direct', 'proxy'], 'must be direct or proxy').default('direct'),
    '`direct`: browsers use pre-signed URLs of the store. `proxy`: the bytes pass through Pli, where browsers cannot reach the store.',
    { byDefault: '`direct`' },
  ),

  SMTP_URL: setting(
    url('smtp', 'smtps').optional(),
    'Mail server, with user and password where it wants them: `smtps://user:password@host:465`. Without it mails are caught and shown at `/mails`.',
    { secret: true },
  ),
  SMTP_REPLY_SECONDS: setting(
    count(1, 3_600).default(600),
    'How long the mail server may think after it has a mail whole (RFC 5321, section 4.5.3.2.6, asks for ten minutes); then the mail counts as perhaps delivered.',
    { byDefault: '`600`' },
  ),
  MAIL_FROM: setting(email.default('pli@localhost.invalid'), 'Address notifications come from.', {
    byDefault: '`pli@localhost.invalid`',
  }),
  MAIL_FROM_NAME: setting(text.max(100).default('Pli'), 'Name beside it.', { byDefault: '`Pli`' }),
  DKIM_DOMAIN: setting(text.optional(), 'Domain that signs mails (DKIM, RFC 6376).'),
  DKIM_SELECTOR: setting(text.optional(), 'Selector of its key in the DNS.'),
  DKIM_PRIVATE_KEY: setting(
    armour('PRIVATE KEY').or(armour('RSA PRIVATE KEY')).optional(),
    'Its private key, PEM.',
    { secret: true },
  ),

  TSA_URL: setting(
    url('http', 'https').optional(),
    'Time-stamping authority (RFC 3161). Without it Pli runs one of its own.',
    { byDefault: 'the embedded authority' },
  ),
  TSA_ROOTS: setting(
    armour('CERTIFICATE').optional(),
    'Root certificates (PEM) the authority’s answers must lead to; needed with `TSA_URL`.',
  ),

  PLI_SECRET: setting(
    base64Bytes(32).optional(),
    'What cookies, one-time codes and vault URLs are signed with, and titles, names of folders and passwords of destinations are sealed with in the database: 32 bytes, base64.',
    { secret: true, byDefault: '`keys/secret` in the data folder' },
  ),
  PLI_VAULT_PRIVATE_KEY: setting(
    armour('PGP PRIVATE KEY BLOCK').optional(),
    'OpenPGP private key (armoured) that releases content keys. Losing it loses every envelope.',
    { secret: true, byDefault: '`keys/vault.asc` in the data folder' },
  ),
  PLI_VAULT_KEYS_DIR: setting(
    text.optional(),
    'Folder of the vault’s keys of the months, each sealed under the vault key. All copies of Pli share it; keep it out of the database’s backup (docs/retention.md).',
    { byDefault: '`vault-keys/` in the data folder' },
  ),
  PLI_SEALING_PRIVATE_KEYS: setting(
    armour('PGP PRIVATE KEY BLOCK').optional(),
    'OpenPGP private keys (armoured, one after the other) of seals; the first signs.',
    { secret: true, byDefault: '`keys/sealing-*.asc` in the data folder' },
  ),
  PLI_LOG_PRIVATE_KEY: setting(
    z
      .string()
      .trim()
      .regex(
        /^PRIVATE\+KEY\+[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+={0,2}$/,
        'must be PRIVATE+KEY+name+hash+base64',
      )
      .optional(),
    'Ed25519 key (signed-note format) of the audit log’s checkpoints. All copies of Pli on one database must have the same one, for ever.',
    { secret: true, byDefault: '`keys/log-1.key` in the data folder' },
  ),
  PLI_WITNESS_URL: setting(
    url('http', 'https').optional(),
    'Prefix of a witness (C2SP tlog-witness) that keeps the audit log’s checkpoints: `<prefix>/add-checkpoint` is posted to.',
  ),

  PLI_WITNESS_BUCKET: setting(
    text.optional(),
    'S3 bucket with Object Lock that keeps the audit log’s time-stamped checkpoints, hourly, so that nobody with the database can rewrite what came before ([audit-log.md](audit-log.md), section 8). One of others is best.',
  ),
  PLI_WITNESS_BUCKET_ENDPOINT: setting(
    url('http', 'https').optional(),
    'Address of its store, where that is not Amazon’s.',
  ),
  PLI_WITNESS_BUCKET_REGION: setting(text.default('us-east-1'), 'Region its requests are signed for.', {
    byDefault: '`us-east-1`',
  }),
  PLI_WITNESS_BUCKET_PREFIX: setting(
    text
      .regex(/^(?!\/)[\w.!()/-]{0,200}$/, 'must be letters, digits and ._-!()/ without a slash in front')
      .default('pli-log/'),
    'What the names of its objects begin with.',
    { byDefault: '`pli-log/`' },
  ),
  PLI_WITNESS_BUCKET_ACCESS_KEY_ID: setting(text.optional(), 'Name of its access key.'),
  PLI_WITNESS_BUCKET_SECRET_ACCESS_KEY: setting(text.optional(), 'Its access key.', { secret: true }),
  PLI_WITNESS_BUCKET_RETENTION_DAYS: setting(
    count(1, 36_500).default(3_650),
    'How long each object is locked, in mode COMPLIANCE: nobody can take that back.',
    { byDefault: '`3650`' },
  ),

  PLI_ATTACHMENT_BYTES_MAX: setting(
    count(1, 10_737_418_240).default(104_857_600),
    'Bytes of all attachments of an envelope, at most.',
    { byDefault: '`104857600` (100 MiB)' },
  ),
  PLI_RECIPIENTS_MAX: setting(count(1, 100).default(100), 'Recipients of an envelope, at most.', {
    byDefault: '`100`',
  }),
  PLI_GUEST_ANSWERS_PER_DAY: setting(
    count(1, 1_000).default(20),
    'Letters that a guest may answer in 24 hours, at most.',
    { byDefault: '`20`' },
  ),
  PLI_GUEST_ANSWER_BYTES_MAX: setting(
    count(1, 10_737_418_240).default(104_857_600),
    'Bytes of all files of a guest’s answer, at most, and never more than `PLI_ATTACHMENT_BYTES_MAX`. They fill the room of the organisation whose letter she answers.',
    { byDefault: '`104857600` (100 MiB)' },
  ),
  PLI_MEMBER_BYTES_MAX: setting(
    bytesOf(107_374_182_400),
    'Bytes that the letters and drafts of a member may store in the vault, unless the organisation says another limit.',
    { byDefault: '`107374182400` (100 GiB)' },
  ),
  PLI_GUEST_BYTES_MAX: setting(
    bytesOf(1_073_741_824),
    'The same of a guest, whatever organisation writes to her.',
    { byDefault: '`1073741824` (1 GiB)' },
  ),
  PLI_ORGANISATION_BYTES_MAX: setting(
    bytesOf(2_199_023_255_552),
    'The same of all letters and drafts of an organisation together. Its administrator may set less, never more.',
    { byDefault: '`2199023255552` (2 TiB)' },
  ),
  PLI_TAKE_BACK_SECONDS: setting(
    count(0, takeBackSecondsMax).default(10),
    'Seconds in which a sender may take a letter back, before its recipients can see it, for organisations made from now on; each changes its own.',
    { byDefault: '`10`' },
  ),
  PLI_SIGNED_PUT_SECONDS: setting(
    count(5, 900).default(120),
    'Seconds from the signing of an upload’s request to its start; pages and the command renew by themselves.',
    { byDefault: '`120`' },
  ),
  PLI_SIGNED_GET_SECONDS: setting(
    count(5, 900).default(60),
    'The same of a download’s: for so long a store that browsers reach directly still gives ciphertext, whatever was ended meanwhile.',
    { byDefault: '`60`' },
  ),
  PLI_TOKEN_REQUESTS_FACTOR: setting(
    count(1, 1_000).default(1),
    'How many times as many requests a program may make with an access token as a person: 120 letters a minute at 1.',
    { byDefault: '`1`' },
  ),
  PLI_SESSION_HOURS: setting(count(1, 168).default(12), 'Longest session of a member.', {
    byDefault: '`12`',
  }),
  PLI_GUEST_SESSION_HOURS: setting(count(1, 48).default(2), 'Longest session of a guest.', {
    byDefault: '`2`',
  }),

  PLI_DESTRUCTION_GRACE_DAYS: setting(
    count(0, 90).default(7),
    'Days between the moment nothing keeps a letter any more and the destruction of its content, in which its sender may still prolong it.',
    { byDefault: '`7`' },
  ),
  PLI_EXPIRY_NOTICE_DAYS: setting(
    count(1, 60).default(7),
    'Days before a letter’s date at which recipients who have not opened it, and its sender, are told by mail. Of a letter that lives less than twice as long: at half its time.',
    { byDefault: '`7`' },
  ),
  PLI_DRAFT_DAYS: setting(
    count(1, 3_650).default(180),
    'Days after which a draft that nobody has touched is destroyed.',
    { byDefault: '`180`' },
  ),
  PLI_BACKUP_DAYS: setting(
    count(0, 36_500).default(30),
    'Days for which you keep backups of the database and of the vault’s keys. Pli only says by it when the last one that holds a destroyed letter is gone.',
    { byDefault: '`30`' },
  ),

  PLI_OUTBOUND_PRIVATE: setting(
    text
      .refine(
        (given) =>
          given === 'refuse' || given === 'allow' || given.split(',').every((one) => isNetwork(one.trim())),
        'must be refuse, allow, or networks like 10.20.0.0/16,fd00:1::/64',
      )
      .default('refuse'),
    'Whether an organisation’s collectors and buckets (docs/siem.md) may stand at private or loopback addresses: `refuse`, `allow`, or the networks that are allowed, in CIDR notation with commas.',
    { byDefault: '`refuse`' },
  ),

  PLI_ADMIN_EMAIL: setting(
    email.optional(),
    'First administrator of an empty Pli without demo; an invitation link is printed at start.',
  ),
  PLI_ADMIN_NAME: setting(text.max(200).optional(), 'The administrator’s name.', {
    byDefault: 'the address',
  }),
  PLI_ORGANISATION: setting(text.max(200).optional(), 'Name of the first organisation.', {
    byDefault: 'the domain of the address',
  }),
} satisfies Record<string, Setting>;

type Settings = typeof settings;
export type SettingName = keyof Settings;
/** The settings as given, checked one by one; lib/config.ts checks them together. */
export type GivenSettings = { [N in SettingName]: z.output<Settings[N]['schema']> };
