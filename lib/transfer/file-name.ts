const nameBytesMax = 200;

// Cc, Cf (bidirectional marks, zero-width characters), Cs, Co and unassigned: none of them is a letter of a name.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\p{Cf}\p{Cs}\p{Co}\p{Cn}\u2028\u2029]/gu;
/**
 * Joiner and non-joiner where a word is written with them: between letters of a script that joins (RFC 5892, appendix A.1 and
 * A.2, reduced to the scripts), and the joiner between the pictures of one emoji. Anywhere else they are only there not to be seen.
 */
const joining =
  'Arabic Syriac Mandaic Nko Mongolian Phags_Pa Manichaean Adlam Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar Tibetan Balinese Javanese Thaana'
    .split(' ')
    .map((script) => `\\p{scx=${script}}`)
    .join('');
const emoji = '\\p{Extended_Pictographic}\\ufe0f?\\p{Emoji_Modifier}?';
const neededJoiner = new RegExp(
  `(?<=[${joining}])[\\u200c\\u200d](?=[${joining}])|(?<=${emoji})\\u200d(?=\\p{Extended_Pictographic})`,
  'gu',
);
const forbidden = /[\\/:*?"<>|]/g;
/**
 * The names of devices, which Windows finds whatever comes after a dot and however many blanks come before it ("Naming Files, Paths, and
 * Namespaces", Win32).
 */
const device = /^(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\..*)?$/i;

/**
 * A name that can be shown and saved on any system: no path, no control or bidirectional character, nothing Windows
 * reserves, no dot at its beginning, no dot or blank at its end, at most 200 bytes of UTF-8 with its extension kept. What a script is
 * written with stays. Total: any string gives a usable name; a safe name stays as it is.
 */
export function safeFileName(name: string): string {
  const visible = withoutInvisible(name.toWellFormed().normalize('NFC')).replace(forbidden, '_');
  const trimmed = trimEnd(visible.replace(/\s+/gu, ' ').replace(/^[. ]+/, ''));
  const named = trimmed === '' ? 'file' : trimmed;
  return shorten(device.test(named) ? `_${named}` : named);
}

/** Safe names of several files, made different from each other (case-insensitively): `a.pdf`, `a (2).pdf`. Order kept. */
export function uniqueSafeFileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const safe = safeFileName(name);
    const { stem, extension } = splitExtension(safe);
    let candidate = safe;
    for (let n = 2; taken.has(folded(candidate)); n += 1) candidate = `${stem} (${n})${extension}`;
    taken.add(folded(candidate));
    return candidate;
  });
}

/**
 * What files are called that come from these places (`IRM/2026/image.png`, `\` as well): their own names, and before those that
 * several of them bear as much of their folders as tells them apart: `IRM - image.png`. Order kept; what no folder tells apart stays
 * alike.
 */
export function namesFromPlaces(places: readonly string[]): string[] {
  const split = places.map((place) => place.split(/[/\\]/).filter((step) => step !== '' && step !== '.'));
  const nameWith = (steps: readonly string[], folders: number) =>
    steps.slice(-1 - folders).join(' - ') || 'file';
  return split.map((steps) => {
    const namesakes = split.filter((other) => folded(nameWith(other, 0)) === folded(nameWith(steps, 0)));
    const isClear = (folders: number) =>
      namesakes.filter((other) => folded(nameWith(other, folders)) === folded(nameWith(steps, folders)))
        .length === 1;
    for (let folders = 0; folders < steps.length; folders += 1) {
      if (isClear(folders)) return nameWith(steps, Math.max(folders, namesakes.length > 1 ? 1 : 0));
    }
    return nameWith(steps, 0);
  });
}

/** What systems leave in folders without anybody wanting to send it: their own notes, and the lock files of an office program. */
export function isLitter(name: string): boolean {
  return /^(\.ds_store|\._.*|thumbs\.db|ehthumbs\.db|desktop\.ini|~\$.*|\.~lock\..*#)$/i.test(name);
}

/** `stem` and `extension` with its dot, or an empty extension. */
export function splitExtension(name: string): { stem: string; extension: string } {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 16
    ? { stem: name.slice(0, dot), extension: name.slice(dot) }
    : { stem: name, extension: '' };
}

function withoutInvisible(name: string): string {
  if (!/[\u200c\u200d]/.test(name)) return name.replace(invisible, '');
  const kept = new Set([...name.matchAll(neededJoiner)].map((found) => found.index));
  return name.replace(invisible, (character, at: number) => (kept.has(at) ? character : ''));
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Without what may not stand at the end of a name, nor, after a cut, be left hanging there. */
function trimEnd(name: string): string {
  return name.replace(/[. \u200c\u200d]+$/, '');
}

function shorten(name: string): string {
  const utf8Bytes = (text: string) => new TextEncoder().encode(text).byteLength;
  if (utf8Bytes(name) <= nameBytesMax) return name;
  const { stem, extension } = splitExtension(name);
  const letters = [...stem];
  let bytes = utf8Bytes(name);
  while (bytes > nameBytesMax) bytes -= utf8Bytes(letters.pop() ?? '');
  return trimEnd(`${trimEnd(letters.join(''))}${extension}`);
}
