// Makes what the frame of lib/browser/preview shows files with, in dist/preview/: its programs, and what pdf.js reads besides a PDF. The pages name
// these files by `new URL(…, import.meta.url)`; their build gives each a name by its content and serves it.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const folder = path.join(root, 'dist/preview');
const pdfjs = path.join(root, 'node_modules/pdfjs-dist');

/** Several files in one: the length of a list as four octets, the list as JSON (name, from, to; counted from its end), the files. */
function pack(from, pattern) {
  const names = readdirSync(path.join(pdfjs, from)).filter((name) => pattern.test(name));
  const files = names.map((name) => readFileSync(path.join(pdfjs, from, name)));
  let at = 0;
  const list = files.map((bytes, n) => {
    at += bytes.length;
    return [names[n], at - bytes.length, at];
  });
  const head = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...files]);
}

/** Each file appears whole, also where several builds run at once. */
export async function buildPreview() {
  mkdirSync(folder, { recursive: true });
  const write = (name, put) => {
    const own = path.join(folder, `${name}.${process.pid}`);
    put(own);
    renameSync(own, path.join(folder, name));
  };
  const programs = {
    'pdf-frame': 'lib/browser/preview/frame/pdf-frame.ts',
    'picture-frame': 'lib/browser/preview/frame/picture-frame.ts',
    // no module: a frame whose origin is nobody's may not begin a worker of that kind
    'pdf-worker': path.join(pdfjs, 'legacy/build/pdf.worker.min.mjs'),
  };
  for (const [name, entryPoint] of Object.entries(programs)) {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [entryPoint],
      bundle: true,
      minify: true,
      write: false,
      platform: 'browser',
      format: 'iife',
      target: 'es2022',
      // the licence of pdf.js travels with it
      legalComments: 'eof',
      logLevel: 'warning',
    });
    write(`${name}.txt`, (file) => writeFileSync(file, outputFiles[0].contents));
  }
  write('pdf-cmaps.bin', (file) => writeFileSync(file, pack('cmaps', /\.bcmap$/)));
  write('pdf-fonts.bin', (file) => writeFileSync(file, pack('standard_fonts', /\.(pfb|ttf)$/)));
  write('pdf-wasm.bin', (file) => writeFileSync(file, pack('wasm', /^(jbig2|openjpeg|qcms_bg)\.wasm$/)));
}
