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
      'web',
      'worker',
    ]);
    const { migrate, ...running } = compose.services;
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

  test('each container but the store is read-only and runs as a user who is not root', () => {
    for (const [name, service] of Object.entries(compose.services)) {
      expect(service.read_only, name).toBe(name !== 'store');
      if (name !== 'store') expect(service.user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    }
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
