/** Text that UTF-8 can carry: a lone surrogate becomes U+FFFD (what String.prototype.toWellFormed does in newer engines). */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
