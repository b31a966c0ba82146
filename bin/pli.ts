/** The command `pli`: lib/cli does the work. Bundled whole into dist/pli.mjs (bin/build-pli.mjs). */
import { text } from 'node:stream/consumers';
import { runPli } from '../lib/cli/main';
import { createTerminal } from '../lib/cli/terminal';
import { serveAsThread } from '../lib/cli/verify-threads';
import packageJson from '../package.json';

async function main(): Promise<void> {
  // A reader that went away (| head) ends the command quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 4));

  process.exitCode = await runPli({
    args: process.argv.slice(2),
    env: process.env,
    terminal: createTerminal(process.stdout, process.stderr),
    input: () => text(process.stdin),
    version: packageJson.version,
  });
}

if (!(await serveAsThread())) await main();
