import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

// A page ahead costs the server a page, and a request that nobody made: people are told that none is made on /verify.
test('no link fetches its page before it is followed', () => {
  const ahead = globSync('app/**/*.tsx').flatMap((file) => {
    const links = readFileSync(file, 'utf8').match(/<Link\b(?:=>|[^>])*>|component=\{Link\}[^>]*>/g) ?? [];
    return links.filter((link) => !link.includes('prefetch={false}')).map((link) => [file, link]);
  });
  expect(ahead).toEqual([]);
});
