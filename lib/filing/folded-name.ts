/** What two names have in common that people would take for the same: case, accents and width do not count. */
export function foldedName(name: string): string {
  return name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFKC');
}
