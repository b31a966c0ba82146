import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** What a Dockerfile says of the image it makes, its base not counted. */
export type ImageRecipe = {
  /** `COPY --from=build SOURCE DESTINATION` and `RUN COMMAND`, in order. */
  steps: ({ copy: string; to: string } | { run: string })[];
  healthCheck: string[];
  command: string[];
};

/** Reads the last stage of the Dockerfile. @throws Error for an instruction that is none of those it knows */
export function readRecipe(text = readFileSync(path.join(root, 'Dockerfile'), 'utf8')): ImageRecipe {
  const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')) + 1);
  const recipe: ImageRecipe = { steps: [], healthCheck: [], command: [] };
  for (const line of last) {
    const copy = /^COPY --from=build (\S+) (\S+)$/.exec(line);
    const [instruction = ''] = line.split(' ');
    const args = () => JSON.parse(line.slice(line.indexOf('['))) as string[]; // the exec form
    if (copy?.[1] && copy[2]) recipe.steps.push({ copy: copy[1], to: copy[2] });
    else if (instruction === 'RUN') recipe.steps.push({ run: line.slice(4) });
    else if (instruction === 'HEALTHCHECK') recipe.healthCheck = args();
    else if (instruction === 'CMD') recipe.command = args();
    else if (!['ENV', 'WORKDIR', 'USER', 'VOLUME', 'EXPOSE'].includes(instruction))
      throw new Error(`what does this add to the image? ${line}`);
  }
  return recipe;
}

/**
 * Does what the Dockerfile's last stage does to an empty folder in place of the root of its base, with this checkout, built, as its build
 * stage. Users of the base are not there, so files keep their owner. Returns the bytes it added (`du -sb`).
 */
export function layImage(folder: string): number {
  const packed = `${folder}.build`;
  const made = spawnSync(process.execPath, [path.join(root, 'bin/pack-image.mjs'), packed], {
    encoding: 'utf8',
  });
  if (made.status !== 0) throw new Error(`pack-image failed: ${made.stderr}`);
  mkdirSync(folder, { recursive: true });
  for (const step of readRecipe().steps) {
    if ('run' in step) {
      const command = step.run.replaceAll(/ (\/\w)/g, ` ${folder}$1`).replace(/&& chown \S+ \S+/, '');
      const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${command}: ${stderr}`);
    } else if (step.copy === '/pli/image')
      cpSync(packed, path.join(folder, step.to), { recursive: true, verbatimSymlinks: true });
    else throw new Error(`no ${step.copy} here`);
  }
  rmSync(packed, { recursive: true, force: true });
  const { stdout } = spawnSync('du', ['-sb', folder], { encoding: 'utf8' });
  return Number.parseInt(stdout, 10);
}
