/** What decides which commands a bundle asks for. */
export type CommandFacts = {
  /** Of the seal's format; addenda of either are signed as version 2 says. */
  version: 1 | 2;
  addenda: number;
  sealTimestamp: boolean;
  logTimestamp: boolean;
  manifest: boolean;
  recipient: boolean;
};

/** What is typed in the unpacked folder of a bundle of version 1: nothing of Pli's, but for the script of the log. */
export const commands = {
  sums: 'sha256sum -c SHA256SUMS',
  signatures: `gpg --import keys/sealing.asc
gpg --verify SHA256SUMS.asc SHA256SUMS
gpg --verify envelope/seal.json.asc envelope/seal.json`,
  sealTime: `openssl ts -verify -data envelope/seal.json -in envelope/seal.tsr -CAfile keys/timestamp-roots.pem
openssl ts -reply -in envelope/seal.tsr -text`,
  logTime: `openssl ts -verify -data log/checkpoint -in log/checkpoint.tsr -CAfile keys/timestamp-roots.pem
openssl ts -reply -in log/checkpoint.tsr -text`,
  manifest: `sha256sum envelope/manifest.pgp
grep -o '"manifest":{[^}]*}' envelope/seal.json`,
  programs: 'sha256sum verify-log.sh pli.mjs',
  log: 'bash verify-log.sh',
  recipient: `salt=$(sed 's/.*"salt":"\\([0-9a-f]*\\)".*/\\1/' envelope/recipient.json)
address=$(sed 's/.*"address":"\\([^"]*\\)".*/\\1/' envelope/recipient.json)
digest=$({ printf '%s' "$salt" | tr a-f A-F | basenc --base16 -d; printf '%s' "$address"; } | sha256sum | cut -d' ' -f1)
grep -c "$digest" envelope/seal.json`,
} as const;

/**
 * For a bundle of version 2, each seal and addendum: its batch is signed (gpg), the document is in the batch (prints 1), and the batch
 * existed at a time (openssl, where the authority has answered).
 */
const eachSigned = (work: string) => `for one in $(find envelope -name '*.inclusion.txt' | sort); do
  one=\${one%.inclusion.txt}
${work}
done`;
/** The same for a bundle of version 2, where it differs. */
export const commands2 = {
  signatures: `gpg --import keys/sealing.asc
gpg --verify SHA256SUMS.asc SHA256SUMS
${eachSigned(`  if [ -f "$one.key.asc" ]; then gpg --import "$one.key.asc"; fi
  gpg --verify "$one.batch.json.asc" "$one.batch.json"
  hash=$({ printf '\\0'; cat "$one.json"; } | sha256sum | cut -c1-64)
  tail -n +2 "$one.inclusion.txt" | { while read -r side other; do
    if [ "$side" = left ]; then pair=$other$hash; else pair=$hash$other; fi
    hash=$(printf '01%s' "$pair" | tr a-f A-F | basenc --base16 -d | sha256sum | cut -c1-64)
  done; grep -c "\\"root\\":\\"$hash\\"" "$one.batch.json"; }`)}`,
  sealTime: eachSigned(`  if [ -f "$one.batch.tsr" ]; then
    openssl ts -verify -data "$one.batch.json" -in "$one.batch.tsr" -CAfile keys/timestamp-roots.pem
    openssl ts -reply -in "$one.batch.tsr" -text
  fi`),
  chain: `addenda=$(find envelope/addenda -name '[0-9]*.json' ! -name '*.batch.json' | sort -V)
sha256sum envelope/seal.json $addenda
grep -o '"follows":"[0-9a-f]*"' $addenda`,
  recipient: `salt=$(sed 's/.*"salt":"\\([0-9a-f]*\\)".*/\\1/' envelope/recipient.json)
place=$(sed 's/,"salt":"[0-9a-f]*"}$/}/' envelope/recipient.json)
digest=$({ printf '%s' "$salt" | tr a-f A-F | basenc --base16 -d; printf '%s' "$place"; } | sha256sum | cut -d' ' -f1)
cat envelope/seal.json envelope/addenda/*.json 2>/dev/null | grep -c "$digest"`,
} as const;

/** The commands about seal and addenda: a seal of version 1 is signed alone, and what follows it as in version 2. */
export function commandsFor({ version, addenda }: Pick<CommandFacts, 'version' | 'addenda'>) {
  if (version === 2) return commands2;
  if (addenda === 0) return commands;
  return {
    signatures: `${commands.signatures}\n${commands2.signatures.slice(commands2.signatures.indexOf('for one in'))}`,
    sealTime: `${commands.sealTime}\n${commands2.sealTime}`,
    recipient: commands.recipient.replace(
      'grep -c "$digest" envelope/seal.json',
      'cat envelope/seal.json envelope/addenda/*.json | grep -c "$digest"',
    ),
  };
}

/** The commands of a guide for this bundle, in their order: what its test types. */
export function guideCommands(facts: CommandFacts): string[] {
  const { signatures, sealTime, recipient } = commandsFor(facts);
  return [
    commands.sums,
    signatures,
    ...(facts.sealTimestamp ? [sealTime] : []),
    ...(facts.addenda > 0 ? [commands2.chain] : []),
    ...(facts.manifest ? [commands.manifest] : []),
    ...(facts.recipient ? [recipient] : []),
    ...(facts.logTimestamp ? [commands.logTime] : []),
  ];
}
