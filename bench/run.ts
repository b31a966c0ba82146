/**
 * `npm run bench`: what Pli costs, and how fast it is beside what this machine can do at all. `npm run bench -- letter pages` runs these
 * parts only. The last line is one JSON object. Ends by itself; whatever happens, after fifteen minutes a part.
 */
import type { Begun, Keys, Part } from './part.ts';

const parts: Record<string, () => Promise<Part>> = {
  files: async () => (await import('./parts/files.ts')).files,
  letter: async () => (await import('./parts/letter.ts')).letter,
  calls: async () => (await import('./parts/calls.ts')).calls,
  pages: async () => (await import('./parts/pages.ts')).pages,
  lists: async () => (await import('./parts/lists.ts')).lists,
  image: async () => (await import('./parts/image.ts')).image,
};
const minutesMax = 15;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(`${unknown.join(' ')}: there are ${Object.keys(parts).join(' ')}`);
  process.exit(2);
}

const all: Keys = {};
for (const [name, load] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`=== ${name}`);
  const keys = await bounded(name, await load());
  console.log(JSON.stringify(keys)); // what was measured is told, whatever the next part does
  Object.assign(all, keys);
}
console.log(JSON.stringify(all));

async function bounded(name: string, part: Part): Promise<Keys> {
  const begun: Begun = [];
  const late = setTimeout(() => {
    console.error(`the bench of ${name} did not end in ${minutesMax} minutes`);
    process.exit(1);
  }, minutesMax * 60_000);
  try {
    return await part(begun);
  } finally {
    for (const end of begun.reverse()) await end().catch((error: unknown) => console.error(error));
    clearTimeout(late);
  }
}
