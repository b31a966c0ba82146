/**
 * The floor's server: the least a Node process can do. PUT /slice/<n> goes to a file as it comes, GET /file streams a
 * file back, GET / is the floor's page. No check, no session, no fsync. Prints its port; ends with its standard input.
 */
import { createCipheriv } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { floorPage, floorWorker, readerWorker, sliceBytes } from './floor-page.ts';

const [folder, servedFile] = process.argv.slice(2);
if (!folder || !servedFile) throw new Error('usage: bare-server <folder for slices> <file to serve>');
mkdirSync(folder, { recursive: true });

/** The file as it would lie in a vault: slices under AES-256-GCM, the key all zeros. */
const file = readFileSync(servedFile);
const sealed: Buffer[] = [];
for (let at = 0; at < file.length; at += sliceBytes) {
  const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32), Buffer.alloc(12));
  const text = cipher.update(file.subarray(at, at + sliceBytes));
  sealed.push(Buffer.concat([text, cipher.final(), cipher.getAuthTag()]));
}

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
  } else if (path.startsWith('/sealed/')) {
    response
      .writeHead(200, { 'cache-control': 'no-store' })
      .end(sealed[Number(path.slice('/sealed/'.length))]);
  } else if (path === '/reader.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(readerWorker);
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
