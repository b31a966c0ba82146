import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Files of that name anywhere below app/, as absolute paths with the URL path they answer (route groups left out). */
export function appFiles(name: 'route.ts' | 'page.tsx'): { file: string; url: string }[] {
  const below = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' });
  return below
    .filter((entry) => path.basename(entry) === name)
    .map((entry) => {
      const segments = path.dirname(entry).split(path.sep);
      const shown = segments.filter((segment) => segment !== '.' && !/^\(.*\)$/.test(segment));
      return { file: path.join(root, 'app', entry), url: `/${shown.join('/')}` };
    })
    .sort((a, b) => a.url.localeCompare(b.url));
}
