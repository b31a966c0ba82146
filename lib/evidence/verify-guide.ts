import type { Locale } from '../access/actor';
import { type CommandFacts, commands, commands2, commandsFor } from './verify-commands';

/** What VERIFY.md must say of one bundle. */
export type GuideFacts = CommandFacts & {
  envelopeId: string;
  sealingKey: string;
  logKey: string;
  entries: number;
  verifyUrl: string;
  /** Where this Pli serves the script of section 5; pli.mjs and the list of both lie beside it. */
  scriptUrl: string;
};

/** VERIFY.md: the commands a stranger types, in the reader's language first and then in the other. */
export function verifyGuide(facts: GuideFacts, locale: Locale): string {
  const parts = { en: english(facts), fr: french(facts) };
  return locale === 'en' ? `${parts.en}\n---\n\n${parts.fr}` : `${parts.fr}\n---\n\n${parts.en}`;
}

const block = (text: string) => `\`\`\`sh\n${text}\n\`\`\``;
const fingerprint = (hex: string) => (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');

/** What this Pli serves beside the script: the packed command, and the digests of both with their place in the log. */
function besides({ scriptUrl }: GuideFacts) {
  return {
    programUrl: new URL('/pli.mjs', scriptUrl).href,
    programsUrl: new URL('/log/programs', scriptUrl).href,
  };
}

function english(facts: GuideFacts): string {
  const { programUrl, programsUrl } = besides(facts);
  const { manifest, recipient, sealTimestamp, logTimestamp, version, addenda } = facts;
  const ours = commandsFor(facts);
  const said =
    version === 1 && addenda === 0
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

## 0. Before anything: what you check with

Whoever forges a bundle forges its instructions too. The same commands stand in Pli's published specification (docs/envelope-format.md, section 7; docs/audit-log.md, section 12) and on ${facts.verifyUrl}: compare. Two
programs help, and neither comes with a bundle: ${facts.scriptUrl} (section 5), and ${programUrl}, Pli's command line in one file for Node 20.19 or newer. Beside the files you took, before you run them:

${block(commands.programs)}

The digest of verify-log.sh stands in the specification and in the release notes; that of pli.mjs is the one of a build of the published sources of the same version (docs/command-line.md). The server shows both, with
their entry in its log and the proof of it, at ${programsUrl}. Take no program of that name from a public registry: none there is ours.

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

The script needs bash, basenc and OpenSSL 3; section 12 of docs/audit-log.md prints and explains it. \`node pli.mjs verify BUNDLE.zip\` checks all sections at once.
`;
}

function french(facts: GuideFacts): string {
  const { programUrl, programsUrl } = besides(facts);
  const { manifest, recipient, sealTimestamp, logTimestamp, version, addenda } = facts;
  const ours = commandsFor(facts);
  const said =
    version === 1 && addenda === 0
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

## 0. D’abord : avec quoi vérifiez-vous ?

Qui falsifie un dossier falsifie aussi son mode d’emploi. Les mêmes commandes figurent dans la spécification publiée de Pli (docs/envelope-format.md, section 7 ; docs/audit-log.md, section 12) et sur ${facts.verifyUrl} : comparez.
Deux programmes aident, et aucun n’accompagne un dossier : ${facts.scriptUrl} (section 5), et ${programUrl}, la ligne de commande de Pli en un seul fichier pour Node 20.19 ou plus récent. À côté des fichiers obtenus, avant de les lancer :

${block(commands.programs)}

L’empreinte de verify-log.sh figure dans la spécification et dans les notes de version ; celle de pli.mjs est celle d’une construction des sources publiées de la même version (docs/command-line.md). Le serveur affiche les
deux, avec leur entrée dans son journal et la preuve de celle-ci, sur ${programsUrl}. Ne prenez aucun programme de ce nom dans un registre public : aucun n’y est de nous.

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

Le script demande bash, basenc et OpenSSL 3 ; la section 12 de docs/audit-log.md l’imprime et l’explique. \`node pli.mjs verify DOSSIER.zip\` vérifie toutes les sections d’un coup.
`;
}
