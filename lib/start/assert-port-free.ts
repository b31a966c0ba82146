import 'server-only';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from './start-error';

/**
 * Waits while a web process that has just lost its supervisor gives the port back.
 * @throws StartError when the port is still taken after `seconds`, or is not to be had at all.
 */
export async function assertPortFree(host: string, port: number, seconds = 12): Promise<void> {
  for (let waited = 0; ; waited += 0.25) {
    const code = await tryListen(host, port);
    if (code === null) return;
    if (code === 'EACCES')
      throw new StartError(
        `Port ${port} needs rights this user does not have: choose one above 1023 with PLI_PORT.`,
      );
    if (code === 'EADDRNOTAVAIL')
      throw new StartError(`This machine has no address ${host}: choose another with PLI_HOST.`);
    if (waited >= seconds)
      throw new StartError(
        `Port ${port} is taken by another program: end it, or choose another with PLI_PORT.`,
      );
    await sleep(250);
  }
}

function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'unknown'));
    probe.listen(port, host, () => probe.close(() => resolve(null)));
  });
}
