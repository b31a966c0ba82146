/** An address with the name it goes by, where there is one. */
export function namedAddress({ address, name }: { address: string; name: string | null }): string {
  return name ? `${name} <${address}>` : address;
}

/** Who sent a letter, and of which house; a guest is of none. */
export function senderInWords(sender: {
  address: string;
  name: string | null;
  organisation: string;
}): string {
  return [namedAddress(sender), sender.organisation].filter((one) => one !== '').join(' · ');
}
