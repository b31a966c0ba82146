import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RouteHandler } from '../http/route';
import type { DocumentedRoute } from './document-routes';
import { signInRoutes } from './sign-in-routes';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Every route below a folder `app`, with its declaration and its doc comment. The two that are not declared by route() are
 * next-auth's, which are described by hand, and the one that answers 404 to everything else.
 */
export async function collectRoutes(appFolder: string): Promise<DocumentedRoute[]> {
  const files = readdirSync(path.join(appFolder, 'api'), { recursive: true, encoding: 'utf8' })
    .filter((name) => path.basename(name) === 'route.ts' && !name.includes('[...'))
    .sort();
  const routes: DocumentedRoute[] = [...signInRoutes];
  for (const name of files) {
    const file = path.join(appFolder, 'api', name);
    const source = readFileSync(file, 'utf8');
    // Next's exports of a route file: handlers by method.
    const module = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Partial<
      Record<string, RouteHandler>
    >;
    const url = `/api/${path.dirname(name).split(path.sep).join('/')}`;
    for (const method of methods) {
      const handler = module[method];
      if (handler !== undefined)
        routes.push({ method, url, spec: handler.spec, words: wordsAbove(source, method) });
    }
  }
  return routes.sort((a, b) => a.url.localeCompare(b.url, 'en') || a.method.localeCompare(b.method, 'en'));
}

/** The doc comment of an export, in one line. */
function wordsAbove(source: string, method: string): string {
  const before = source.slice(0, source.indexOf(`export const ${method} =`));
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(before)?.[1] ?? '';
  return comment
    .replace(/^\s*\*/gm, '')
    .replace(/\s+/g, ' ')
    .replace(/^\s*(?:GET|POST|PUT|PATCH|DELETE) \/api\S*(?: — )?/, '')
    .trim();
}
