import 'server-only';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream';
import type { Config } from '../config';
import { securityHeaders, vaultOrigins } from './security-headers';

const prefix = '/_next/static/';
const types: Readonly<Record<string, string>> = {
  '.js': 'application/javascript; charset=UTF-8',
  '.css': 'text/css; charset=UTF-8',
  // what the preview of files fetches: no browser runs it from there
  '.txt': 'text/plain; charset=UTF-8',
  '.bin': 'application/octet-stream',
};

/**
 * Answers scripts, styles and parts of the preview in the form that `bin/build.mjs` compressed once, as hard as Brotli can, instead of
 * compressing them anew for every browser. Their names change with their content, so that a browser keeps them for ever. Null for a
 * request it leaves to Next: other files, other methods, a client that does not take Brotli.
 */
export function createStaticFiles(
  config: Config,
  builtFolder: string,
): (request: {
  method?: string | undefined;
  url?: string | undefined;
  headers: { 'accept-encoding'?: string | string[] | undefined };
}) => RequestListener | null {
  const root = path.join(builtFolder, 'static');
  const sizes = compressedFiles(root);
  const headers = {
    ...securityHeaders('file', {
      nonce: '',
      https: config.publicUrl.startsWith('https://'),
      vaultOrigins: vaultOrigins(config),
      development: false,
    }),
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'br',
    vary: 'Accept-Encoding',
  };
  return ({ method, url = '', headers: { 'accept-encoding': accepted = '' } }) => {
    if ((method !== 'GET' && method !== 'HEAD') || !url.startsWith(prefix)) return null;
    const name = url.slice(prefix.length).split('?', 1)[0] ?? '';
    const bytes = sizes.get(name);
    // in a list of names, so that no path leads out of the folder
    if (bytes === undefined || !/(?:^|,)\s*br\s*(?:,|$)/.test(String(accepted))) return null;
    return (request, response) => {
      response.writeHead(200, {
        ...headers,
        'content-type': types[path.extname(name)],
        'content-length': bytes,
      });
      if (request.method === 'HEAD') response.end();
      else pipeline(createReadStream(path.join(root, `${name}.br`)), response, () => undefined); // who has gone needs no more
    };
  };
}

/** What lies there compressed, with its size, by the name it is asked for. */
function compressedFiles(root: string): Map<string, number> {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) =>
    name.split(path.sep).join('/'),
  );
  return new Map(
    names
      .filter((name) => name.endsWith('.br') && types[path.extname(name.slice(0, -3))] !== undefined)
      .map((name) => [name.slice(0, -3), statSync(path.join(root, name)).size]),
  );
}
