import { closeSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Below the range from which Linux gives ports to connections and to whoever asks for any (32768 and up). */
const [first, last] = [20_000, 31_999];
const reserved = path.join(tmpdir(), `pli-test-ports-${process.getuid?.() ?? 0}`);
const secondsReserved = 1_800;

/**
 * A TCP port of 127.0.0.1 for a server that is started later, or ended and started again: nobody listens on it, no outgoing
 * connection can be given it meanwhile, and for half an hour no other test of this machine is.
 */
export async function freePort(): Promise<number> {
  mkdirSync(reserved, { recursive: true });
  for (let tries = 0; tries < 1_000; tries++) {
    const port = first + Math.floor(Math.random() * (last - first + 1));
    if (reserve(path.join(reserved, String(port))) && (await canListen(port))) return port;
  }
  throw new Error('no free port');
}

/** A file that only one process can make. */
function reserve(file: string): boolean {
  try {
    const madeAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (madeAt !== undefined && Date.now() - madeAt > secondsReserved * 1_000) rmSync(file, { force: true });
    closeSync(openSync(file, 'wx'));
    return true;
  } catch {
    return false;
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
