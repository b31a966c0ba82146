// Bundles the command `pli` with all it needs into one file, dist/pli.mjs, which Node alone runs.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const bundleFile = path.join(root, 'dist/pli.mjs');
const inputsFile = path.join(root, 'dist/pli.inputs.json');

/** Whether the bundle is there and newer than everything it was made of. In an installed package there are no sources. */
export function isPliBuilt() {
  if (!existsSync(bundleFile)) return false;
  if (!existsSync(path.join(root, 'bin/pli.ts'))) return true;
  if (!existsSync(inputsFile)) return false;
  const built = statSync(bundleFile).mtimeMs;
  const inputs = JSON.parse(readFileSync(inputsFile, 'utf8'));
  return inputs.every((name) => {
    const found = statSync(path.join(root, name), { throwIfNoEntry: false });
    return found !== undefined && found.mtimeMs <= built;
  });
}

/** Makes dist/pli.mjs; it appears whole, also where several make it at once. */
export async function buildPli() {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['bin/pli.ts'],
    outfile: 'dist/pli.mjs',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    legalComments: 'eof',
    banner: {
      js: "import { createRequire as pliCreateRequire } from 'node:module'; const require = pliCreateRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('nothing was bundled');
  mkdirSync(path.dirname(bundleFile), { recursive: true });
  const own = `${bundleFile}.${process.pid}`;
  writeFileSync(own, bundle.contents);
  writeFileSync(`${inputsFile}.${process.pid}`, JSON.stringify(Object.keys(metafile.inputs)));
  renameSync(`${inputsFile}.${process.pid}`, inputsFile);
  renameSync(own, bundleFile);
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) await buildPli();
