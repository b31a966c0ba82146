import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig, parseSettings } from '../../lib/config';
import { temporaryFolder } from '../support/temporary-folder';

const database = { DATABASE_URL: 'postgresql://app:Vz8qk2@db:5432/pli' };
const production = {
  ...database,
  PLI_MODE: 'production',
  PLI_PUBLIC_URL: 'https://pli.hopital.fr',
  SMTP_URL: 'smtps://pli:9dkWq7x@mail.hopital.fr:465',
  MAIL_FROM: 'pli@hopital.fr',
};

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('settings', () => {
  test('the embedded defaults need nothing but a database', () => {
    const config = parseConfig(database);
    expect(config).toMatchObject({
      mode: 'embedded',
      demo: true,
      publicUrl: 'http://127.0.0.1:3000',
      listen: { host: '127.0.0.1', port: 3000 },
      objectStore: { kind: 'disk' },
      mail: { transport: { kind: 'catcher' }, dkim: null },
      timestamp: { kind: 'embedded' },
      limits: { attachmentBytesMax: 104_857_600 },
    });
    expect(config.database.ownerUrl).toBe(config.database.url);
  });

  test('everything that is wrong is listed at once, in plain words', () => {
    const problems = problemsOf({
      ...database,
      PLI_PORT: 'many',
      PLI_MODE: 'prod',
      PLI_PUBLIC_URL: 'https://pli.example.org/app',
      MAIL_FROM: 'nobody',
      PLI_ATACHMENT_BYTES_MAX: '5',
    });
    expect(problems).toEqual([
      'PLI_MODE must be embedded or production.',
      'PLI_PORT must be a number.',
      'PLI_PUBLIC_URL must be an origin, without a path.',
      'MAIL_FROM must be an e-mail address.',
      'PLI_ATACHMENT_BYTES_MAX is no setting of Pli; look for a spelling mistake.',
    ]);
  });

  test('an empty value is as good as none', () => {
    expect(parseConfig({ ...database, PLI_PORT: '', SMTP_URL: '' }).listen.port).toBe(3000);
  });

  test('what belongs together is asked for together', () => {
    const keys = { PLI_WITNESS_BUCKET_ACCESS_KEY_ID: 'id', PLI_WITNESS_BUCKET_SECRET_ACCESS_KEY: 'secret' };
    expect(problemsOf({ ...database, ...keys })).toEqual([
      'PLI_WITNESS_BUCKET must be given with PLI_WITNESS_BUCKET_ACCESS_KEY_ID and PLI_WITNESS_BUCKET_SECRET_ACCESS_KEY.',
    ]);
    expect(problemsOf({ ...database, PLI_WITNESS_BUCKET_ENDPOINT: 'https://s3.example' })).toEqual([
      'PLI_WITNESS_BUCKET must be given with PLI_WITNESS_BUCKET_ENDPOINT.',
    ]);
    const wrong = { PLI_WITNESS_BUCKET_RETENTION_DAYS: '0', PLI_WITNESS_BUCKET_PREFIX: '/log' };
    expect(problemsOf({ ...database, PLI_WITNESS_BUCKET: 'heads', ...keys, ...wrong })).toEqual([
      'PLI_WITNESS_BUCKET_PREFIX must be letters, digits and ._-!()/ without a slash in front.',
      'PLI_WITNESS_BUCKET_RETENTION_DAYS must be at least 1.',
    ]);
    const vault = { S3_BUCKET: 'one', S3_ACCESS_KEY_ID: 'id', S3_SECRET_ACCESS_KEY: 'secret' };
    expect(problemsOf({ ...database, ...vault, PLI_WITNESS_BUCKET: 'one', ...keys })).toEqual([
      'PLI_WITNESS_BUCKET must be another bucket than S3_BUCKET: the vault removes what it no longer needs.',
    ]);
    expect(problemsOf({ ...database, S3_BUCKET: 'vault', S3_ACCESS_KEY_ID: 'id' })).toEqual([
      'S3_SECRET_ACCESS_KEY must be given with S3_BUCKET and S3_ACCESS_KEY_ID.',
    ]);
    expect(problemsOf({ ...database, TSA_URL: 'https://tsa.example.org' })).toHaveLength(1);
  });

  test('a value can come from a file', () => {
    const file = path.join(temporaryFolder('config'), 'url');
    writeFileSync(file, `${database.DATABASE_URL}\n`);
    expect(parseConfig({ DATABASE_URL_FILE: file }).database.url).toBe(database.DATABASE_URL);
    expect(problemsOf({ DATABASE_URL_FILE: '/nowhere/url' })[0]).toContain(
      '/nowhere/url, which cannot be read',
    );
    expect(problemsOf({ DATABASE_URL_FILE: file, ...database })[0]).toContain('both given');
  });

  test('no secret stands in a message', () => {
    const secret = 'smtp-Zq81kf';
    expect(problemsOf({ ...database, SMTP_URL: `https://u:${secret}@mail` }).join()).not.toContain(secret);
  });
});

describe('production', () => {
  test('runs with settings of its own', () => {
    expect(parseConfig(production)).toMatchObject({ mode: 'production', demo: false });
  });

  test.each<[string, Record<string, string>]>([
    ['demo accounts', { PLI_DEMO: 'on' }],
    ['the mail catcher', { SMTP_URL: '' }],
    ['a public URL without https', { PLI_PUBLIC_URL: 'http://pli.hopital.fr' }],
    ['no public URL', { PLI_PUBLIC_URL: '' }],
    ['no sender of its own', { MAIL_FROM: '' }],
    ['the embedded database', { DATABASE_URL: '' }],
    ['an example secret', { PLI_SECRET: Buffer.alloc(32).toString('base64') }],
    ['an example password in a URL', { DATABASE_URL: 'postgresql://pli:change-me@db/pli' }],
    [
      'a well-known S3 key',
      { S3_BUCKET: 'vault', S3_ACCESS_KEY_ID: 'minioadmin', S3_SECRET_ACCESS_KEY: 'minioadmin' },
    ],
  ])('refuses %s', (_what, change) => {
    expect(() => parseSettings({ ...production, ...change })).toThrow(ConfigError);
    expect(problemsOf({ ...production, ...change })).toHaveLength(1);
  });
});
