// NOTICE: which packages of others a folder holds, under which licence, and the licences' texts.
import { existsSync, globSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** `{ name, version, license, text }` of each package below `folder`/node_modules, by name; texts are read where the packages are whole. */
export function packagesIn(folder) {
  const manifests = globSync('**/node_modules/{*,@*/*}/package.json', { cwd: folder });
  const found = new Map();
  for (const manifest of manifests) {
    const place = path.dirname(manifest);
    const whole = path.join(root, place);
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, manifest), 'utf8'));
    if (name === undefined || version === undefined) continue; // a folder's own type, no package
    const text = licenceText(whole);
    found.set(`${name} ${version}`, { name, version, license: licenceName(license, text), text });
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The SPDX name its manifest gives; an old manifest without one comes with the text of the MIT licence, known by its first words. */
function licenceName(license, text) {
  if (typeof license === 'string') return license;
  if (license?.type) return license.type;
  return /Permission is hereby granted, free of charge/.test(text) ? 'MIT' : 'see its text';
}

function licenceText(folder) {
  if (!existsSync(folder)) return '';
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)(\.|$|-)/i.test(file));
  return name === undefined ? '' : readFileSync(path.join(folder, name), 'utf8').trim();
}

/** Writes NOTICE for the packages below a folder: a list by licence, then each text once with whose it is. */
export function writeNotice(file, folder) {
  const packages = packagesIn(folder);
  const lines = packages.map(({ name, version, license }) => `${name} ${version}: ${license}`);
  const texts = new Map();
  for (const { name, text } of packages) if (text) texts.set(text, [...(texts.get(text) ?? []), name]);
  const parts = [...texts].map(([text, names]) => `${'-'.repeat(72)}\n${names.join(', ')}\n\n${text}\n`);
  writeFileSync(
    file,
    `Pli is licensed under the EUPL-1.2 (LICENSE). It comes with these packages, each under its own licence:\n\n${lines.join('\n')}\n\n${parts.join('\n')}`,
  );
}
