import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig, parseSettings } from '../../lib/config';

type Service = {
  image?: string;
  environment?: Record<string, string>;
  healthcheck?: object;
  cap_drop?: string[];
  security_opt?: string[];
  read_only?: boolean;
  mem_limit?: string;
  user?: string;
  depends_on?: Record<string, { condition: string }>;
};
const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};

/** What compose makes of `${NAME:-default}`. */
const withDefaults = (environment: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [
      name,
      String(value).replace(/\$\{\w+:-([^}]*)\}/g, '$1'),
    ]),
  );

describe('docker-compose.yml', () => {
  test('is valid by the schema of the Compose specification', () => {
    const file = path.resolve('node_modules/dclint/schemas/compose.schema.json');
    const { $schema: _draft, ...schema } = JSON.parse(readFileSync(file, 'utf8'));
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    expect(validate(compose), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ services: { web: { imagee: 'x' } } })).toBe(false);
  });

  test('brings web, worker, Postgres, an S3 store and a mail catcher, each long-lived one with a health check', () => {
    expect(Object.keys(compose.services).sort()).toEqual([
      'database',
      'mail',
      'migrate',
      'store',
      'store-init',
      'web',
      'worker',
    ]);
    const { migrate, 'store-init': init, ...running } = compose.services;
    expect(migrate?.depends_on?.['store-init']?.condition).toBe('service_completed_successfully');
    expect(init?.depends_on?.store?.condition).toBe('service_healthy');
    for (const [name, service] of Object.entries(running)) expect(service.healthcheck, name).toBeDefined();
    for (const name of ['web', 'worker']) {
      expect(compose.services[name]?.depends_on?.migrate?.condition).toBe('service_completed_successfully');
    }
  });

  test.each(['migrate', 'web', 'worker'])('the settings of %s are understood', (name) => {
    const environment = withDefaults(compose.services[name]?.environment ?? {});
    expect(parseConfig(environment)).toMatchObject({
      objectStore: { kind: 's3' },
      mail: { transport: { kind: 'smtp' } },
    });
  });

  test('web and worker never see the owner of the database', () => {
    for (const name of ['web', 'worker'])
      expect(JSON.stringify(compose.services[name])).not.toContain('pli_owner');
  });

  test('its secrets are refused in production', () => {
    const environment = withDefaults(compose.services.web?.environment ?? {});
    const production = { ...environment, PLI_MODE: 'production', PLI_PUBLIC_URL: 'https://pli.hopital.fr' };
    expect(() => parseSettings(production)).toThrow(
      /DATABASE_URL holds an example[\s\S]*S3_SECRET_ACCESS_KEY holds an example/,
    );
  });

  test('each container goes without capabilities and new privileges, within a bound of memory', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.cap_drop, name).toEqual(['ALL']);
      expect(service.security_opt, name).toEqual(['no-new-privileges:true']);
      expect(service.mem_limit, name).toMatch(/^\d+[mg]$/);
    }
  });

  test('each container is read-only and runs as a user who is not root', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.read_only, name).toBe(true);
      expect(service.user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    }
  });

  test('the application’s user of the store administers nothing and reaches the one bucket', () => {
    const { store, web, 'store-init': init } = compose.services;
    const root = store?.environment?.MINIO_ROOT_USER;
    for (const name of ['web', 'worker', 'migrate'])
      expect(JSON.stringify(compose.services[name])).not.toMatch(new RegExp(`${root}|S3_ADMIN_SECRET`));
    expect(web?.environment?.S3_ACCESS_KEY_ID).not.toBe(root);
    for (const name of ['S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])
      expect(init?.environment?.[name], name).toBe(web?.environment?.[name]);
    const { Statement } = JSON.parse(readFileSync('docker/store/policy.json', 'utf8'));
    const bucket = `arn:aws:s3:::${web?.environment?.S3_BUCKET}`;
    for (const { Effect, Action, Resource } of Statement) {
      expect(Effect).toBe('Allow');
      for (const action of Action)
        expect(action).toMatch(/^s3:(Get|Put|Delete)Object$|^s3:ListBucket$|^s3:GetBucketLocation$/);
      for (const place of Resource) expect([bucket, `${bucket}/*`]).toContain(place);
    }
  });

  test('the images with published holes have given way to later ones', () => {
    const mail = /:v(\d+)\.(\d+)/.exec(compose.services.mail?.image ?? '');
    expect(Number(mail?.[1]) * 1_000 + Number(mail?.[2])).toBeGreaterThanOrEqual(1_034);
    const dockerfile = readFileSync('docker/store/Dockerfile', 'utf8');
    const [, release = ''] = /minio@RELEASE\.(\S+)/.exec(dockerfile) ?? [];
    expect(release >= '2025-10-15').toBe(true);
    expect(compose.services.store?.image).toContain(release);
  });

  test('has no image without a version', () => {
    for (const { image } of Object.values(compose.services)) expect(image).toMatch(/:(?!latest$)[\w.-]+$/);
  });

  test('the linter for compose files finds no error', () => {
    const dclint = path.resolve('node_modules/dclint/bin/dclint.cjs');
    const { status, stdout } = spawnSync(process.execPath, [dclint, '-q', 'docker-compose.yml'], {
      encoding: 'utf8',
    });
    expect(status, stdout).toBe(0);
  });
});
