const nameBytesMax = 200;

// Cc, Cf (bidirectional marks, zero-width characters), Cs, Co and unassigned: none of them is a letter of a name.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu;
const forbidden = /[\\/:*?"<>|]/g;
const reservedOnWindows = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i;

/**
 * A name that can be shown and saved on any system: no path, no control or bidirectional character, nothing Windows
 * reserves, no leading dot, at most 200 bytes of UTF-8 with its extension kept. Total: any string gives a usable name.
 */
export function safeFileName(name: string): string {
  const visible = name.toWellFormed().normalize('NFC').replace(invisible, '').replace(forbidden, '_');
  const trimmed = visible
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '');
  const named = trimmed === '' ? 'file' : trimmed;
  const free = reservedOnWindows.test(named) ? `_${named}` : named;
  return shorten(free);
}

/** Safe names of several files, made different from each other (case-insensitively): `a.pdf`, `a (2).pdf`. Order kept. */
export function uniqueSafeFileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = safeFileName(name);
    const { stem, extension } = splitExtension(safe);
    let candidate = safe;
    for (let n = 2; taken.has(candidate.toLowerCase()); n += 1) candidate = `${stem} (${n})${extension}`;
    taken.add(candidate.toLowerCase());
    return candidate;
  });
}

/** `stem` and `extension` with its dot, or an empty extension. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 16
    ? { stem: name.slice(0, dot), extension: name.slice(dot) }
    : { stem: name, extension: '' };
}

function shorten(name: string): string {
  const utf8Bytes = (text: string) => new TextEncoder().encode(text).byteLength;
  if (utf8Bytes(name) <= nameBytesMax) return name;
  const { stem, extension } = splitExtension(name);
  const letters = [...stem];
  let bytes = utf8Bytes(name);
  while (bytes > nameBytesMax) bytes -= utf8Bytes(letters.pop() ?? '');
  return `${letters.join('').trimEnd()}${extension}`;
}
