// A stranger writes the message, so each tag is looked for up to the next "<" only: all is read once, whatever it holds.
const blocks = /<\/?(?:p|div|ul|ol|blockquote|h[1-6]|pre|table|tr|hr)\b[^<>]*>/gi;
const anchors = /<a\b([^<>]*)>((?:(?!<a\b|<\/a>)[\s\S])*)<\/a>/gi;
const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

/**
 * A message as text to read in a terminal or an editor: paragraphs, line breaks, lists and the targets of links stay, everything else
 * of HTML goes. Total: any text gives a text.
 */
export function htmlToText(html: string): string {
  const text = html
    .replace(/<(script|style|head)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/\s+/g, ' ')
    .replace(anchors, (_, attributes: string, label: string) => {
      const href = /\bhref="([^"]*)"/i.exec(attributes)?.[1] ?? '';
      return label.includes(href) ? label : `${label} (${href})`;
    })
    .replace(/<br\b[^<>]*>\s*/gi, '\n')
    .replace(/<li\b[^<>]*>/gi, '\n- ')
    .replace(blocks, '\n\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name: string) => entity(whole, name));
  const lines = text.split('\n').map((line) => line.trim());
  return `${withoutControls(
    lines
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim(),
  )}\n`;
}

function entity(whole: string, name: string): string {
  if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? whole;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : '';
}

/** Text without characters that steer a terminal or turn the direction of what follows. */
export function withoutControls(text: string): string {
  return text.replace(/(?![\n\t])[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}
