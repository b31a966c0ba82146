import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const built = path.resolve(import.meta.dirname, '../..', process.env.PLI_NEXT_DIST ?? '.next');

/** KiB of script, as compressed, that each page needs before it lives; what it fetches later is measured by `npm run bench -- pages`. */
const bounds = {
  '(auth)/sign-in': 180,
  'e/[reference]': 186,
  '(mail)/inbox': 190,
  '(mail)/compose/[[...draft]]': 270,
};

/** The scripts of a page: those of every page, and those its own client components name. */
function scriptsOf(page: string): Set<string> {
  const { rootMainFiles } = JSON.parse(readFileSync(path.join(built, 'build-manifest.json'), 'utf8')) as {
    rootMainFiles: string[];
  }; // written by next build
  const file = path.join(built, 'server/app', page, 'page_client-reference-manifest.js');
  const text = readFileSync(file, 'utf8');
  const manifest = JSON.parse(text.slice(text.indexOf('= {') + 2).replace(/;?\s*$/, '')) as {
    entryJSFiles: Record<string, string[]>;
  }; // an assignment of JSON
  return new Set([...rootMainFiles, ...Object.values(manifest.entryJSFiles).flat()]);
}

const kibOf = (page: string) =>
  [...scriptsOf(page)].reduce((sum, name) => sum + statSync(path.join(built, `${name}.br`)).size, 0) / 1_024;

describe('the first load of', () => {
  test.each(Object.entries(bounds))('%s is at most %d KiB of script', (page, kib) => {
    const measured = kibOf(page);
    console.info(`${page}: ${measured.toFixed(1)} KiB`);
    expect(measured).toBeLessThan(kib);
    expect(measured).toBeGreaterThan(kib * 0.8); // a bound far above what is guards nothing
  });

  test('every script and style of the build lies there compressed', () => {
    const names = readdirSync(path.join(built, 'static'), { recursive: true, encoding: 'utf8' });
    const plain = names.filter((name) => /\.(js|css)$/.test(name));
    expect(plain.length).toBeGreaterThan(50);
    expect(plain.filter((name) => !names.includes(`${name}.br`))).toEqual([]);
  });
});
