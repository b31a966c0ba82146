import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Locked = {
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  link?: boolean;
  os?: string[];
  cpu?: string[];
};
// npm writes it in this shape (lockfileVersion 3).
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> };
const packages = Object.entries(lock.packages).filter(([place, { link }]) => place !== '' && !link);

describe('the lock of the packages', () => {
  test('names the digest of each, but of binaries for other systems that the registry at hand did not have', () => {
    const unbound = packages.filter(([, { integrity }]) => integrity === undefined);
    const wrong = unbound.filter(([, { optional, os, cpu }]) => !optional || (os ?? cpu) === undefined);
    expect(wrong.map(([place]) => place)).toEqual([]);
    // Those that run where it is tested and built.
    const here = unbound.filter(
      ([place, { os, cpu }]) => os?.includes('linux') && cpu?.includes('x64') && !place.includes('musl'),
    );
    expect(here.map(([place]) => place)).toEqual([]);
  });

  test('takes each from the public registry, by https', () => {
    const elsewhere = packages.filter(
      ([, { resolved }]) => resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/'),
    );
    expect(elsewhere.map(([place]) => place)).toEqual([]);
  });
});
