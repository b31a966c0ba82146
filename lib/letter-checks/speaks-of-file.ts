/** Neither is an announcement: that there is no attachment, and what is attached to something else. */
const nothingAnnounced =
  /(?<!\p{L})(?:sans|pas de|aucune?|no|without(?: an| any)?) (?:pi[eè]ces? jointes?|fichiers? joints?|attachments?)(?!\p{L})|(?<!\p{L})attached to (?!(?:this|the|my) (?:message|e-?mail|mail|letter|envelope)(?!\p{L}))/giu;

const announced =
  /(?<!\p{L})(?:ci[- ]joint(?:e|es|s)?|pi[eè]ces? (?:ci-)?jointes?|(?:fichiers?|documents?) (?:ci-)?joints?|(?:trouverez|trouveras|trouver) joint(?:e|es|s)?|je (?:vous |te )?joins|nous (?:vous )?joignons|joint(?:e|es|s)? (?:à|au) (?:ce|cet|cette|mon|notre|présent|message|mail|courriel|pli)|attached|attachments?|attaching|enclosed|see the file)(?!\p{L})/iu;
/** As people write it short; `pj` in small letters is nobody's. */
const short = /(?<![\p{L}\d])P\.?J\.?(?![\p{L}\d])/u;

/**
 * Whether a letter's own words, in French or English, announce a file: those of its title and text, not of what it quotes or passes on.
 * @param html of the letter's text, as the editor writes it
 * @param passesOn what stands below its first line across is another's
 */
export function speaksOfFile(title: string, html: string, passesOn = false): boolean {
  const own = ownText(passesOn ? html.replace(/<hr\b[\s\S]*$/iu, '') : html);
  const said = `${title}\n${own}`.replace(nothingAnnounced, ' ');
  return announced.test(said) || short.test(said);
}

/** Without quotes, innermost first, and without markup. */
function ownText(html: string): string {
  const innermost = /<blockquote\b[^>]*>(?:(?!<blockquote\b)[\s\S])*?<\/blockquote>/giu;
  let left = html;
  for (let before = ''; before !== left; ) {
    before = left;
    left = left.replace(innermost, ' ');
  }
  return left
    .replace(/<\/?(?:p|div|br|li|h\d|td|th|tr)\b[^>]*>/giu, '\n')
    .replace(/<[^>]*>/gu, '')
    .replace(/&nbsp;|\u00a0|\u202f/gu, ' ');
}
