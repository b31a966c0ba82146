import type { HeadLine } from '../../audit-format/export-lines';

/** VERIFY.md of a signed ZIP: what a stranger types to check it, with tools everybody has. */
export function exportGuide(head: HeadLine, sealingFingerprint: string): string {
  const [origin = '', size = ''] = head.checkpoint.split('\n');
  const numbers = head.numbers
    ? `The entries carry the organisation's numbers ${head.numbers.first} to ${head.numbers.last} without a hole: none between them was withheld. That says nothing of earlier and later ones.`
    : 'A filter chose the entries, so this export does not claim that it holds all of them.';
  const stamp = head.timestamp
    ? `    head -n 1 audit.jsonl | jq -rj .checkpoint > checkpoint
    head -n 1 audit.jsonl | jq -r .timestamp | base64 -d > checkpoint.tsr
    openssl ts -verify -data checkpoint -in checkpoint.tsr -CAfile keys/timestamp-roots.pem

\`Verification: OK\` means that the log had this state at the time that \`openssl ts -reply -in checkpoint.tsr -text\` shows.`
    : 'The time-stamping authority did not answer when this export was made: it has no timestamp.';
  return `# How to verify this export

Audit trail of ${oneLine(head.organisation.name)} (${head.organisation.id}), exported ${head.exportedAt}.
Log \`${origin}\` at ${size} entries. ${numbers}

## 0. Before anything: what you check with

Whoever forges an export forges its instructions too: compare them with Pli's published specification (docs/audit-log.md). The command line of Pli is one file for Node 20.19 or newer, served by every Pli at /pli.mjs and on
its page /verify. Before you run it, \`sha256sum pli.mjs\` must print the digest of a build of the published sources of that version (docs/command-line.md), which stands in the log too (/log/programs). Take no program of that
name from a public registry: none there is ours.

## 1. The files are those that were signed

    sha256sum -c SHA256SUMS
    gpg --import keys/sealing.asc
    gpg --verify SHA256SUMS.asc SHA256SUMS

The key's fingerprint must be \`${sealingFingerprint.toUpperCase()}\`. Compare it with one you got by another way than this file.

## 2. The entries are those of the log

Drop audit.jsonl, or the whole ZIP, on the page /verify of any Pli (nothing is uploaded), or type \`node pli.mjs verify audit.jsonl\`. This computes the hash of every entry, folds all of them into the root of the Merkle tree
(RFC 6962) and compares it with the signed checkpoint in the first line, whose key is \`keys/log.vkey\`. An entry that was changed,
added, removed or moved makes another root. The last line holds the log's signature over the first line (organisation, date, filter,
numbers) and the number of entries, so that an end cut off shows. audit.csv holds the same entries for a spreadsheet and proves nothing by itself.

## 3. The time (needs jq)

${stamp}

## 4. Nobody rewrites it later

Keep the first line of audit.jsonl. Ask for the next export with \`since=${size}\`: its first line then proves that the log of that day
begins with the log of today, entry by entry.
`;
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').replace(/[`*_[\]<>#]/g, '\\$&');
}
