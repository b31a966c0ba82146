/**
 * The floor's server: the least a Node process can do. PUT /slice/<n> goes to a file as it comes, GET /file streams a
 * file back, GET / is the floor's page. No check, no session, no fsync. Prints its port; ends with its standard input.
 */
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { floorPage, floorWorker } from './floor-page.ts';

const [folder, servedFile] = process.argv.slice(2);
if (!folder || !servedFile) throw new Error('usage: bare-server <folder for slices> <file to serve>');
mkdirSync(folder, { recursive: true });

const server = createServer(async (request, response) => {
  const path = request.url ?? '/';
  if (request.method === 'PUT' && /^\/slice\/\d+$/.test(path)) {
    await pipeline(request, createWriteStream(join(folder, path.slice('/slice/'.length))));
    response.writeHead(204).end();
  } else if (path === '/file') {
    response.writeHead(200, {
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="bare-get.bin"',
      'content-length': statSync(servedFile).size,
      'cache-control': 'no-store',
    });
    await pipeline(createReadStream(servedFile), response);
  } else if (path === '/worker.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(floorWorker);
  } else {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(floorPage);
  }
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address ? address.port : ''}\n`);
});
process.stdin.resume().once('end', () => process.exit(0));
