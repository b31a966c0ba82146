// Gathers what web, worker and migration need at run time, and nothing else, into one folder: what the image holds. Run after a build:
// `node bin/pack-image.mjs [FOLDER]`, by default image/. Packages are traced file by file from what each program and page imports.
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { writeNotice } from './write-notice.mjs';

const root = path.resolve(import.meta.dirname, '..');
const require = createRequire(import.meta.url);
const { nodeFileTrace } = require('next/dist/compiled/@vercel/nft');

const programs = ['dist/server.mjs', 'dist/worker.mjs', 'dist/migrate.mjs'];
/** Read by name, so that no trace finds them; what next.config.mjs asks for among them. */
const wholeFolders = [
  'prisma/migrations',
  'public',
  'dist/pli.mjs',
  'lib/i18n',
  'node_modules/next/dist/compiled',
  'node_modules/@expo-google-fonts/inter',
  // its program lies in the built pages; NOTICE is written from these
  'node_modules/pdfjs-dist/package.json',
  'node_modules/pdfjs-dist/LICENSE',
];
/** Imported only to build, to develop, or for what Pli does not use: pictures are not resized, nothing is transpiled. */
const leftOut = [
  '**/*.map',
  '**/*.d.ts',
  '**/*.md',
  '**/node_modules/{sharp,@img,typescript,esbuild,@esbuild,caniuse-lite,browserslist,sass,critters}/**',
  '**/node_modules/node-*/**',
  '**/node_modules/{prisma,@prisma/{engines,fetch-engine,studio-core,dev,config,get-platform}}/**',
];
/** Of the built pages: what building and its diagnosis leave. */
const notOfPages =
  /^(cache|trace|trace-build|diagnostics|types|turbopack|pli-build|lock)(\/|$)|\.nft\.json$|\.map$/;

async function tracedFiles(next) {
  const traced = await nodeFileTrace(
    [...programs, 'next.config.mjs'].map((name) => path.join(root, name)),
    { base: root, ignore: leftOut, conditions: ['node', 'import', 'production'] },
  );
  const ofPages = globSync(`${next}/**/*.nft.json`, { cwd: root }).flatMap((file) => {
    const { files } = JSON.parse(readFileSync(path.join(root, file), 'utf8'));
    return files.map((name) => path.relative(root, path.resolve(root, path.dirname(file), name)));
  });
  const isLeftOut = (name) => leftOut.some((pattern) => path.matchesGlob(name, pattern));
  return new Set([
    ...traced.fileList,
    ...ofPages.filter((name) => name.startsWith('node_modules/') && !isLeftOut(name)),
  ]);
}

export async function packImage(folder, next = process.env.PLI_NEXT_DIST ?? '.next') {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const copy = (name, filter = () => true) =>
    cpSync(path.join(root, name), path.join(folder, name), {
      recursive: true,
      filter,
      verbatimSymlinks: true,
    });
  const files = await tracedFiles(next);
  for (const name of files) if (existsSync(path.join(root, name))) copy(name);
  for (const name of [...wholeFolders, 'package.json', 'LICENSE'])
    copy(name, (source) => !source.endsWith('.map'));
  copy(next, (source) => !notOfPages.test(path.relative(path.join(root, next), source)));
  writeNotice(path.join(folder, 'NOTICE'), folder);
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename)
  await packImage(path.resolve(process.argv[2] ?? path.join(root, 'image')));
