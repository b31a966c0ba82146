/** `npm run bench:image`: bytes that the Dockerfile's COPY and RUN steps add to its base, after a build. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { layImage } from './lay-image.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pli-image-'));
try {
  const bytes = layImage(path.join(folder, 'root'));
  console.log(JSON.stringify({ image_mb: Math.round(bytes / 1_000_000) }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
