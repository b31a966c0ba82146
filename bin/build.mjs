// Builds what is out of date: the Prisma client, the programs in dist/ (esbuild) and the pages (next build).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { build as bundle } from 'esbuild';
import { buildPli, isPliBuilt } from './build-pli.mjs';
import { buildPreview } from './build-preview.mjs';
import { generateClient } from './generate-client.mjs';

const root = path.resolve(import.meta.dirname, '..');
const compress = promisify(brotliCompress);
const sources = [
  'app',
  'lib',
  'bin',
  'messages',
  'public',
  'prisma',
  'next.config.mjs',
  'proxy.ts',
  'instrumentation.ts',
  'tsconfig.json',
  'postcss.config.mjs',
  'package-lock.json',
];
const nextDist = () => process.env.PLI_NEXT_DIST ?? '.next';

/** SHA-256 over the names and bytes of everything a build reads. */
function sourceHash() {
  const hash = createHash('sha256');
  const add = (name) => {
    const file = path.join(root, name);
    const found = statSync(file, { throwIfNoEntry: false });
    if (!found || name === 'lib/db/generated' || /\.test\.tsx?$/.test(name)) return;
    if (found.isDirectory()) for (const child of readdirSync(file).sort()) add(`${name}/${child}`);
    else hash.update(`${name}\0${found.size}\0`).update(readFileSync(file));
  };
  sources.forEach(add);
  return hash.digest('hex');
}

const isAlive = (pid) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** One builder at a time: a second start waits for the first one's build and then finds it done. */
async function withBuildLock(work) {
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  const lock = path.join(root, 'dist', `.lock-${nextDist().replaceAll('/', '_')}`);
  const own = `${lock}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    for (;;) {
      try {
        linkSync(own, lock);
        break;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const holder = Number(existsSync(lock) && readFileSync(lock, 'utf8'));
      if (holder && !isAlive(holder)) rmSync(lock, { force: true });
      else await sleep(200);
    }
    try {
      return await work();
    } finally {
      rmSync(lock, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** In our own programs `server-only` has done its work when the build succeeds. */
const serverOnly = {
  name: 'server-only',
  setup(build) {
    build.onResolve({ filter: /^server-only$/ }, () => ({ path: 'server-only', namespace: 'empty' }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

/** The module `pli:routes`: every route file with its exports, but for the one that answers whatever no other does. */
const routeFiles = {
  name: 'route-files',
  setup(build) {
    build.onResolve({ filter: /^pli:routes$/ }, () => ({ path: 'routes', namespace: 'route-files' }));
    build.onLoad({ filter: /.*/, namespace: 'route-files' }, () => {
      const files = readdirSync(path.join(root, 'app'), { recursive: true, encoding: 'utf8' })
        .map((name) => name.split(path.sep).join('/'))
        .filter((name) => /(^|\/)route\.ts$/.test(name) && !name.includes('[...missing]'))
        .sort();
      const imports = files.map((file, n) => `import * as r${n} from ${JSON.stringify(`./app/${file}`)};`);
      const list = files.map((file, n) => `{ file: ${JSON.stringify(file)}, handlers: r${n} }`);
      return {
        contents: `${imports.join('\n')}\nexport const routeFiles = [${list.join(', ')}];`,
        resolveDir: root,
      };
    });
  },
};

/** Bundles bin/*.ts to dist/*.mjs; each file appears whole. */
async function buildPrograms() {
  // the command `pli` carries its packages with it, and so is bundled apart
  const names = readdirSync(path.join(root, 'bin')).filter(
    (name) => name.endsWith('.ts') && name !== 'pli.ts',
  );
  const options = {
    absWorkingDir: root,
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    plugins: [serverOnly, routeFiles],
    logLevel: 'warning',
  };
  const others = names.filter((name) => name !== 'start.ts').map((name) => `bin/${name}`);
  const made = await Promise.all([
    bundle({ ...options, entryPoints: others, packages: 'external' }),
    // The process that stays takes of its one package only what it uses.
    bundle({ ...options, entryPoints: ['bin/start.ts'] }),
  ]);
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  for (const { path: file, contents } of made.flatMap(({ outputFiles }) => outputFiles)) {
    writeFileSync(`${file}.${process.pid}`, contents);
    renameSync(`${file}.${process.pid}`, file);
  }
}

function buildPages() {
  const next = path.join(root, 'node_modules/next/dist/bin/next');
  const made = spawnSync(process.execPath, [next, 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (made.status !== 0) throw new Error(`next build failed:\n${made.stdout}\n${made.stderr}`);
}

/** Scripts, styles and what the preview loads, each beside itself as hard as Brotli can: lib/http/static-files.ts serves them. */
async function compressStatic() {
  const folder = path.join(root, nextDist(), 'static');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(js|css|txt|bin)$/.test(name),
  );
  await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(path.join(folder, name));
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      await writeFile(path.join(folder, `${name}.br`), await compress(bytes, { params }));
    }),
  );
}

/** Brings everything up to date; says so through `say` only when there is something to do. */
export async function build({ pages = true, say = () => {} } = {}) {
  await withBuildLock(async () => {
    generateClient();
    await buildPrograms();
    if (!isPliBuilt()) await buildPli();
    await buildPreview();
    if (!pages) return;
    const stampFile = path.join(root, nextDist(), 'pli-build');
    const stamp = sourceHash();
    if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
    say('Building Pli, about a minute, only after a change …');
    rmSync(stampFile, { force: true });
    buildPages();
    await compressStatic();
    writeFileSync(stampFile, stamp);
  });
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  try {
    await build({ pages: !process.argv.includes('--no-pages'), say: (line) => console.log(line) });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
