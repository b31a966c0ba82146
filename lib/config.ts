import 'server-only';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type GivenSettings, settings } from './settings';
import { problemsBetween } from './settings-rules';

/** All settings, parsed once at boot from the environment (the only place where settings are read). */
export type Config = {
  /** `embedded`: defaults for one machine and demo accounts; `production`: refuses demo accounts, example secrets, the catcher. */
  mode: 'embedded' | 'production';
  /** Whether production may run on the Node that npm brought. */
  packagedNode: 'refuse' | 'allow';
  /** Whether an empty database gets the demo organisations. */
  demo: boolean;
  /** Whether there are letters in them. */
  demoLetters: boolean;
  /** Absolute path. */
  dataDir: string;
  /** Origin people use, without a trailing slash, e.g. `https://pli.example.org`. */
  publicUrl: string;
  /** Where people find help; null where the operator named no place. */
  supportUrl: string | null;
  listen: { host: string; port: number };
  /** Where the worker answers health checks; null: nowhere. */
  workerHealthPort: number | null;
  /** How many proxies in front set X-Forwarded-For (0: none is believed). */
  trustedProxies: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  database: {
    /** The application's own role: may only insert into the audit log. */
    url: string;
    /** Owner of the schema, for migrations. The same as `url` where only one is given. */
    ownerUrl: string;
  };
  objectStore:
    | { kind: 'disk'; dir: string }
    | {
        kind: 's3';
        endpoint: string | null;
        /** What browsers use, when `browserAccess` is `direct`. */
        publicEndpoint: string | null;
        region: string;
        bucket: string;
        accessKeyId: string;
        secretAccessKey: string;
        /** `direct`: pre-signed URLs; `proxy`: streamed through the application. */
        browserAccess: 'direct' | 'proxy';
      };
  mail: {
    transport: { kind: 'catcher'; dir: string } | { kind: 'smtp'; url: string; replySeconds: number };
    from: { address: string; name: string };
    dkim: { domain: string; selector: string; privateKeyPem: string } | null;
  };
  /** Prefix of a C2SP tlog-witness the log's checkpoints are submitted to; null: none. */
  witnessUrl: string | null;
  /** Bucket with Object Lock that keeps the log's time-stamped checkpoints; null: none. */
  witnessBucket: {
    /** Null: Amazon's of the region. */
    endpoint: string | null;
    region: string;
    bucket: string;
    /** Of the names of its objects. */
    prefix: string;
    accessKeyId: string;
    secretAccessKey: string;
    /** Each object is locked for so long. */
    retentionDays: number;
  } | null;
  timestamp: { kind: 'embedded' } | { kind: 'http'; url: string; rootsPem: string };
  /** Keys given by the environment; null: the files below `dir` (lib/keys.ts). */
  keys: {
    dir: string;
    /** Where the vault's keys of the months lie. */
    monthsDir: string;
    secret: string | null;
    vaultPrivateKey: string | null;
    sealingPrivateKeys: string | null;
    logPrivateKey: string | null;
  };
  /** Private addresses that collectors and buckets of organisations may have: none, all, or these networks (CIDR). */
  outboundPrivate: 'refuse' | 'allow' | readonly string[];
  retention: {
    /** Days between the end of a letter's last reason and its destruction, in which its sender may still prolong it. */
    graceDays: number;
    /** Days before a letter's date at which its people are told. */
    noticeDays: number;
    /** Days after which a draft that nobody touched is destroyed. */
    draftDays: number;
    /** Days for which backups of the database and of the keys are kept. */
    backupDays: number;
  };
  /** Whom to make the first administrator of an empty Pli without demo. */
  firstAdministrator: { email: string; name: string; organisation: string } | null;
  limits: {
    /** Per envelope, plaintext bytes of all attachments: 104,857,600 by default. */
    attachmentBytesMax: number;
    recipientsMax: number;
    /** Of what a guest answers: letters in 24 hours, and bytes of all attachments of one. */
    guestAnswer: { lettersADayMax: number; attachmentBytesMax: number };
    /** Bytes that letters and drafts may store: of a member, of a guest, of an organisation (lib/quota/). */
    storedBytesMax: { member: number; guest: number; organisation: number };
    /** Of a new organisation. */
    takeBackSeconds: number;
    /** From the signing of a request to the vault to its start. */
    signedPutSeconds: number;
    signedGetSeconds: number;
    /** By how much the bounds of requests are multiplied for access tokens. */
    tokenRequestsFactor: number;
    sessionHours: number;
    guestSessionHours: number;
  };
};

/** What the environment says is wrong, all of it, in sentences an operator can act on. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      [
        'These settings are wrong (docs/operations.md explains each):',
        ...problems.map((p) => `  - ${p}`),
      ].join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Checks the settings of an environment without needing a database address: the supervisor starts the embedded one later.
 * @throws ConfigError listing everything that is wrong.
 */
export function parseSettings(environment: Environment): GivenSettings {
  const problems: string[] = [];
  const given = Object.fromEntries(
    Object.entries(settings).map(([name, { schema }]) => {
      const result = schema.safeParse(readValue(environment, name, problems));
      if (!result.success) problems.push(`${name} ${result.error.issues[0]?.message ?? 'is wrong'}.`);
      return [name, result.data];
    }),
  ) as GivenSettings; // one entry a setting, each the output of its own schema
  for (const name of Object.keys(environment)) {
    if (name.startsWith('PLI_') && !isKnown(name))
      problems.push(`${name} is no setting of Pli; look for a spelling mistake.`);
  }
  // Rules between settings read values that are right each; otherwise they would only add noise.
  if (problems.length === 0) problems.push(...problemsBetween(given));
  if (problems.length > 0) throw new ConfigError(problems);
  return given;
}

/**
 * The whole configuration.
 * @throws ConfigError listing everything that is wrong.
 */
export function parseConfig(environment: Environment): Config {
  const given = parseSettings(environment);
  const databaseUrl = given.DATABASE_URL;
  if (!databaseUrl) {
    throw new ConfigError([
      'DATABASE_URL is missing; `npm start` starts the embedded database and passes it on.',
    ]);
  }
  return {
    mode: given.PLI_MODE,
    packagedNode: given.PLI_PACKAGED_NODE,
    demo: isDemo(given),
    demoLetters: isDemo(given) && given.PLI_DEMO !== 'accounts',
    dataDir: given.PLI_DATA_DIR,
    publicUrl: publicUrlOf(given),
    supportUrl: given.PLI_SUPPORT_URL ?? null,
    listen: { host: given.PLI_HOST, port: given.PLI_PORT },
    workerHealthPort: given.PLI_WORKER_HEALTH_PORT ?? null,
    trustedProxies: given.PLI_TRUSTED_PROXIES,
    logLevel: given.PLI_LOG_LEVEL,
    database: { url: databaseUrl, ownerUrl: given.DATABASE_OWNER_URL ?? databaseUrl },
    objectStore: objectStoreOf(given),
    mail: mailOf(given),
    witnessUrl: given.PLI_WITNESS_URL ?? null,
    witnessBucket: witnessBucketOf(given),
    timestamp:
      given.TSA_URL && given.TSA_ROOTS
        ? { kind: 'http', url: given.TSA_URL, rootsPem: given.TSA_ROOTS }
        : { kind: 'embedded' },
    keys: {
      dir: path.join(given.PLI_DATA_DIR, 'keys'),
      monthsDir: path.resolve(given.PLI_VAULT_KEYS_DIR ?? path.join(given.PLI_DATA_DIR, 'vault-keys')),
      secret: given.PLI_SECRET ?? null,
      vaultPrivateKey: given.PLI_VAULT_PRIVATE_KEY ?? null,
      sealingPrivateKeys: given.PLI_SEALING_PRIVATE_KEYS ?? null,
      logPrivateKey: given.PLI_LOG_PRIVATE_KEY ?? null,
    },
    outboundPrivate: outboundPrivateOf(given),
    retention: {
      graceDays: given.PLI_DESTRUCTION_GRACE_DAYS,
      noticeDays: given.PLI_EXPIRY_NOTICE_DAYS,
      draftDays: given.PLI_DRAFT_DAYS,
      backupDays: given.PLI_BACKUP_DAYS,
    },
    firstAdministrator: firstAdministratorOf(given),
    limits: {
      attachmentBytesMax: given.PLI_ATTACHMENT_BYTES_MAX,
      recipientsMax: given.PLI_RECIPIENTS_MAX,
      guestAnswer: {
        lettersADayMax: given.PLI_GUEST_ANSWERS_PER_DAY,
        attachmentBytesMax: given.PLI_GUEST_ANSWER_BYTES_MAX,
      },
      storedBytesMax: {
        member: given.PLI_MEMBER_BYTES_MAX,
        guest: given.PLI_GUEST_BYTES_MAX,
        organisation: given.PLI_ORGANISATION_BYTES_MAX,
      },
      takeBackSeconds: given.PLI_TAKE_BACK_SECONDS,
      signedPutSeconds: given.PLI_SIGNED_PUT_SECONDS,
      signedGetSeconds: given.PLI_SIGNED_GET_SECONDS,
      tokenRequestsFactor: given.PLI_TOKEN_REQUESTS_FACTOR,
      sessionHours: given.PLI_SESSION_HOURS,
      guestSessionHours: given.PLI_GUEST_SESSION_HOURS,
    },
  };
}

let loaded: Config | undefined;
/** The configuration of this process, parsed at the first call. */
export function loadConfig(): Config {
  loaded ??= parseConfig(process.env);
  return loaded;
}

/** Whether an empty database gets the demo organisations. */
export function isDemo(given: GivenSettings): boolean {
  return given.PLI_DEMO ? given.PLI_DEMO !== 'off' : given.PLI_MODE === 'embedded';
}

/** The origin people use. */
export function publicUrlOf(given: GivenSettings): string {
  return given.PLI_PUBLIC_URL ?? `http://127.0.0.1:${given.PLI_PORT}`;
}

/** Read by next.config.mjs and the start script before there is a configuration. */
const alsoRead = new Set(['PLI_NEXT_DIST']);

function isKnown(name: string): boolean {
  const plain = name.endsWith('_FILE') ? name.slice(0, -'_FILE'.length) : name;
  return plain in settings || alsoRead.has(name);
}

function readValue(environment: Environment, name: string, problems: string[]): string | undefined {
  const direct = environment[name];
  const file = environment[`${name}_FILE`];
  if (!file) return direct;
  if (direct) problems.push(`${name} and ${name}_FILE are both given; keep one.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    problems.push(`${name}_FILE names ${file}, which cannot be read (${reason}).`);
    return direct;
  }
}

function objectStoreOf(given: GivenSettings): Config['objectStore'] {
  if (!given.S3_BUCKET) return { kind: 'disk', dir: path.join(given.PLI_DATA_DIR, 'vault') };
  return {
    kind: 's3',
    endpoint: given.S3_ENDPOINT ?? null,
    publicEndpoint: given.S3_PUBLIC_ENDPOINT ?? given.S3_ENDPOINT ?? null,
    region: given.S3_REGION,
    bucket: given.S3_BUCKET,
    accessKeyId: given.S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: given.S3_SECRET_ACCESS_KEY ?? '',
    browserAccess: given.S3_BROWSER_ACCESS,
  };
}

function witnessBucketOf(given: GivenSettings): Config['witnessBucket'] {
  if (!given.PLI_WITNESS_BUCKET) return null;
  return {
    endpoint: given.PLI_WITNESS_BUCKET_ENDPOINT ?? null,
    region: given.PLI_WITNESS_BUCKET_REGION,
    bucket: given.PLI_WITNESS_BUCKET,
    prefix: given.PLI_WITNESS_BUCKET_PREFIX,
    accessKeyId: given.PLI_WITNESS_BUCKET_ACCESS_KEY_ID ?? '',
    secretAccessKey: given.PLI_WITNESS_BUCKET_SECRET_ACCESS_KEY ?? '',
    retentionDays: given.PLI_WITNESS_BUCKET_RETENTION_DAYS,
  };
}

function mailOf(given: GivenSettings): Config['mail'] {
  return {
    transport: given.SMTP_URL
      ? { kind: 'smtp', url: given.SMTP_URL, replySeconds: given.SMTP_REPLY_SECONDS }
      : { kind: 'catcher', dir: path.join(given.PLI_DATA_DIR, 'mails') },
    from: { address: given.MAIL_FROM, name: given.MAIL_FROM_NAME },
    dkim:
      given.DKIM_DOMAIN && given.DKIM_SELECTOR && given.DKIM_PRIVATE_KEY
        ? { domain: given.DKIM_DOMAIN, selector: given.DKIM_SELECTOR, privateKeyPem: given.DKIM_PRIVATE_KEY }
        : null,
  };
}

function outboundPrivateOf({ PLI_OUTBOUND_PRIVATE: rule }: GivenSettings): Config['outboundPrivate'] {
  return rule === 'refuse' || rule === 'allow' ? rule : rule.split(',').map((network) => network.trim());
}

function firstAdministratorOf(given: GivenSettings): Config['firstAdministrator'] {
  const email = given.PLI_ADMIN_EMAIL;
  if (!email) return null;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  return { email, name: given.PLI_ADMIN_NAME ?? email, organisation: given.PLI_ORGANISATION ?? domain };
}
