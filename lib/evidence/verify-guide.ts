import type { Locale } from '../access/actor';

/** What VERIFY.md must say of one bundle. */
export type GuideFacts = {
  envelopeId: string;
  sealingKey: string;
  logKey: string;
  /** Of the envelope format; a bundle with addenda is of version 2 whatever its seal is. */
  version: 1 | 2;
  addenda: number;
  sealTimestamp: boolean;
  logTimestamp: boolean;
  manifest: boolean;
  recipient: boolean;
  entries: number;
  verifyUrl: string;
  /** Where this Pli serves the script of section 5. */
  scriptUrl: string;
};

/** VERIFY.md: the commands a stranger types, in the reader's language first and then in the other. */
export function verifyGuide(facts: GuideFacts, locale: Locale): string {
  const parts = { en: english(facts), fr: french(facts) };
  return locale === 'en' ? `${parts.en}\n---\n\n${parts.fr}` : `${parts.fr}\n---\n\n${parts.en}`;
}

const commands = {
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
  log: `sha256sum verify-log.sh
bash verify-log.sh`,
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
const commands2 = {
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

const block = (text: string) => `\`\`\`sh\n${text}\n\`\`\``;
const fingerprint = (hex: string) => (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');

/** The commands of a guide for this bundle, in their order: what its test types. */
export function guideCommands(
  facts: Pick<
    GuideFacts,
    'version' | 'addenda' | 'sealTimestamp' | 'logTimestamp' | 'manifest' | 'recipient'
  >,
): string[] {
  const { signatures, sealTime, recipient } = facts.version === 1 ? commands : commands2;
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

function english(facts: GuideFacts): string {
  const { manifest, recipient, sealTimestamp, logTimestamp, version, addenda } = facts;
  const ours = version === 1 ? commands : commands2;
  const said =
    version === 1
      ? 'gpg says `Good signature` twice.'
      : 'gpg says `Good signature` for the list, and then for the seal and each addendum; the `1` behind each says that the document is in the batch which was signed (RFC 6962: one signature may stand for many documents).';
  const after =
    addenda > 0
      ? `\n${block(commands2.chain)}\n\nWhat was changed after sending stands in envelope/addenda, numbered from 1. The digest of the seal, printed first, is what addendum 1 follows, that of addendum 1 what addendum 2 follows, and so on.\n`
      : '';
  const pending =
    'Not yet: the timestamp authority had not answered when this bundle was made. Take a new one later.';
  return `# How to verify this evidence

Envelope \`${facts.envelopeId}\`. Unpack the ZIP and type the commands in its folder (GnuPG 2.2 or later, OpenSSL 1.1.1 or later). No software of ours is needed for sections 1 to 4.

## 1. The files are those that were issued

${block(`${commands.sums}\n${ours.signatures}`)}

Every file says \`OK\`. ${said} gpg also warns that the key is not certified: compare its fingerprint with one you got another way: the operator publishes it (docs/operations.md of Pli says where), and a recipient’s browser shows it with each letter.

    ${fingerprint(facts.sealingKey)}

## 2. The envelope existed at a time

${sealTimestamp ? `${block(ours.sealTime)}\n\n\`Verification: OK\`; the second command shows the time. The authority's root is in keys/timestamp-roots.pem: decide whether you trust it.` : pending}
${after}${manifest ? `\n## 3. Its content\n\n${block(commands.manifest)}\n\nThe digest printed first stands in the seal. envelope/manifest.json, where present, lists the files in the clear with the SHA-256 of each: \`sha256sum\` of a file you kept tells which one it is. That this list is what the seal names is proved by envelope/manifest.key, which opens envelope/manifest.pgp (AES-256-GCM, RFC 9580 section 5.13.2); ${facts.verifyUrl} does that.\n` : '\n## 3. Its content\n\nNot in this bundle: it was made for the organisation’s administration, which reads no letters. The seal names the SHA-256 of the manifest; a bundle of the sender or of a recipient holds it.\n'}${recipient ? `\n${block(ours.recipient)}\n\n\`1\` or more: the address in envelope/recipient.json is among the sealed recipients.\n` : ''}
## 4. The log existed at a time

${logTimestamp ? block(commands.logTime) : pending}

## 5. What happened stands in the log

${facts.entries} entries are in log/entries.jsonl, each with a Merkle proof (RFC 6962; C2SP tlog-proof) to log/checkpoint, which this key signed:

    ${facts.logKey}

Drop the ZIP on ${facts.verifyUrl}, or on the page /verify of any other Pli: your browser checks it, nothing is uploaded. Without anything of ours:

${block(commands.log)}

The script is ${facts.scriptUrl}; bash, basenc and OpenSSL 3 are needed. It proves nothing by itself, and neither does one that somebody gives you: compare the first line that is printed with the digest in
Pli's published specification (docs/audit-log.md, section 12), which explains each step, before you run it. The command line of Pli, one file for Node 20.19 or newer (\`node pli.mjs verify BUNDLE.zip\`), is made from
its published sources (docs/command-line.md). Take no program of that name from a public registry: none there is ours.
`;
}

function french(facts: GuideFacts): string {
  const { manifest, recipient, sealTimestamp, logTimestamp, version, addenda } = facts;
  const ours = version === 1 ? commands : commands2;
  const said =
    version === 1
      ? 'gpg annonce deux fois une bonne signature.'
      : 'gpg annonce une bonne signature pour la liste, puis pour le sceau et pour chaque avenant ; le `1` qui suit dit que le document est dans le lot signé (RFC 6962 : une signature peut valoir pour plusieurs documents).';
  const after =
    addenda > 0
      ? `\n${block(commands2.chain)}\n\nCe qui a été changé après l’envoi est dans envelope/addenda, numéroté à partir de 1. L’empreinte du sceau, affichée d’abord, est ce que suit l’avenant 1, celle de l’avenant 1 ce que suit l’avenant 2, et ainsi de suite.\n`
      : '';
  const pending =
    'Pas encore : l’autorité d’horodatage n’avait pas répondu quand ce dossier a été établi. Prenez-en un autre plus tard.';
  return `# Comment vérifier cette preuve

Pli \`${facts.envelopeId}\`. Décompressez le ZIP et tapez les commandes dans son dossier (GnuPG 2.2 ou plus récent, OpenSSL 1.1.1 ou plus récent). Les sections 1 à 4 ne demandent aucun logiciel de Pli.

## 1. Les fichiers sont ceux qui ont été délivrés

${block(`${commands.sums}\n${ours.signatures}`)}

Chaque fichier répond \`OK\` (ou \`Réussi\`). ${said} gpg avertit aussi que la clé n’est pas certifiée : comparez son empreinte avec celle obtenue par un autre chemin, par téléphone par exemple.

    ${fingerprint(facts.sealingKey)}

## 2. Le pli existait à une date

${sealTimestamp ? `${block(ours.sealTime)}\n\n\`Verification: OK\` ; la seconde commande montre l’heure. La racine de l’autorité est dans keys/timestamp-roots.pem : à vous de dire si vous lui faites confiance.` : pending}
${after}${manifest ? `\n## 3. Son contenu\n\n${block(commands.manifest)}\n\nL’empreinte affichée d’abord figure dans le sceau. envelope/manifest.json, s’il est là, nomme les fichiers en clair avec le SHA-256 de chacun : le \`sha256sum\` d’un fichier conservé dit lequel c’est. Que cette liste soit bien celle du sceau, envelope/manifest.key le prouve, qui ouvre envelope/manifest.pgp (AES-256-GCM, RFC 9580, section 5.13.2) ; ${facts.verifyUrl} le fait.\n` : '\n## 3. Son contenu\n\nPas dans ce dossier : il a été établi pour l’administration de l’établissement, qui ne lit aucune lettre. Le sceau nomme le SHA-256 du manifeste ; un dossier de l’expéditeur ou d’un destinataire le contient.\n'}${recipient ? `\n${block(ours.recipient)}\n\n\`1\` ou plus : l’adresse de envelope/recipient.json est parmi les destinataires scellés.\n` : ''}
## 4. Le journal existait à une date

${logTimestamp ? block(commands.logTime) : pending}

## 5. Ce qui s’est passé figure au journal

${facts.entries} entrées sont dans log/entries.jsonl, chacune avec une preuve de Merkle (RFC 6962 ; C2SP tlog-proof) vers log/checkpoint, que cette clé a signé :

    ${facts.logKey}

Déposez le ZIP sur ${facts.verifyUrl}, ou sur la page /verify d’un autre Pli : votre navigateur vérifie, rien n’est envoyé. Sans rien de nous :

${block(commands.log)}

Le script est ${facts.scriptUrl} ; il demande bash, basenc et OpenSSL 3. Il ne prouve rien par lui-même, pas plus qu’un script qu’on vous donne : avant de le lancer, comparez la première ligne affichée avec l’empreinte
de la spécification publiée de Pli (docs/audit-log.md, section 12), qui explique chaque étape. La ligne de commande de Pli, un seul fichier pour Node 20.19 ou plus récent (\`node pli.mjs verify DOSSIER.zip\`), se
fabrique à partir de ses sources publiées (docs/command-line.md). Ne prenez aucun programme de ce nom dans un registre public : aucun n’y est de nous.
`;
}
