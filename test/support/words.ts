import { readFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve(import.meta.dirname, '../../messages');
type Catalogue = { [key: string]: string | Catalogue };

/**
 * The sentence a page shows, from its catalogue, e.g. `words('fr', 'compose.send.action')`: a test says what it presses,
 * not how it is worded today. Only for sentences without ICU branches; `{name}` is filled from `values`.
 * @throws when the catalogue has no such sentence
 */
export function words(locale: 'fr' | 'en', key: string, values: Record<string, string> = {}): string {
  const [namespace = '', ...rest] = key.split('.');
  let found: string | Catalogue | undefined = JSON.parse(
    readFileSync(path.join(folder, locale, `${namespace}.json`), 'utf8'),
  ) as Catalogue; // a catalogue is nested strings
  for (const part of rest) found = typeof found === 'object' ? found[part] : undefined;
  if (typeof found !== 'string') throw new Error(`messages/${locale} has no ${key}`);
  return found.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}
