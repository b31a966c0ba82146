import { columnsForHelp } from './columns-for-help';
import { flagsForHelp } from './flags-for-help';

const connection = `To reach a server:
  --url ADDRESS          the server, for example https://pli.example.org (or PLI_URL)
  --token-file FILE      a file that holds the access token, which you make in Pli under
                         Settings > Access tokens (or the variable PLI_TOKEN). Nobody else may
                         read it (chmod 600). A token is never an argument: other users of this
                         machine can see those.
  --store ADDRESS        the one store, besides the server, that content may go to or come from
                         (or PLI_STORE); any that is reached by https otherwise`;

const always = `  --json                 write JSON instead of sentences
  --lang fr|en           the language; that of LC_ALL, LC_MESSAGES or LANG otherwise
  --help                 this text`;

/** What `pli --help` and `pli COMMAND --help` say in English. */
export const helpEn: Readonly<Record<string, string>> = {
  '': `pli seals, sends, opens and verifies envelopes of Pli.

Usage: pli COMMAND [options]

Commands:
  pli verify FILE        check a bundle, an audit export or a proof; needs no network
  pli send FILE...       send a letter, or many from a table (--batch)
  pli open ENVELOPE      open an envelope, verify it, save what is in it
  pli list               what was received or sent
  pli withdraw ENVELOPE  take access away, from one recipient or from all
  pli available-until ENVELOPE DAY
                         change until when it can be read
  pli correct ENVELOPE   correct a mistyped address
  pli audit export       the audit trail of your organisation as a file

pli COMMAND --help explains each. --lang fr speaks French.

Exit codes:
  0  done
  1  something is not what was sealed or logged: do not trust it
  2  the command makes no sense as it was typed
  3  the server refused, or cannot be reached
  4  a file of this machine cannot be read or written
  5  a batch went to its end, and not every letter was sent
  6  a letter or file is of a later version than this program reads: that says nothing against it
`,
  verify: `Checks, without any network, that what you were given is whole and unaltered.

Usage: pli verify FILE [options] [ATTACHMENT...]

FILE is an evidence bundle (ZIP), an audit export (JSON Lines or signed ZIP), a proof or a checkpoint of
the log. With a bundle, each ATTACHMENT is compared with those that were sealed.

  --checkpoint FILE      a checkpoint you kept: the log must continue it, nothing taken back
  --key TEXT             the log's key that you know (name+hash+key); else the one in the file is
                         used, which proves that the file agrees with itself, not who made it
  --sealing-key HEX      fingerprint of the sealing key that you know
  --roots FILE           certificates (PEM) to trust for timestamps, instead of those in the file
  --unsigned-end         take an export of before exports were signed at their end, whose first line and
                         number of entries are claims: anybody may have shortened it
${always}

Example:
  pli verify evidence.zip report.pdf --checkpoint checkpoint-of-january.txt

Exit code 0: everything the file claims was checked. 1: a check failed, and the sentence says which, or the
file claims more than it proves. 6: the file is newer than this program. What an export leaves out is counted.
`,
  withdraw: `Takes access to a sent envelope away, from one recipient or from all. What was read or saved before does not
come back; the answer says who had opened it. It cannot be undone: to give access back, send a new one.

Usage: pli withdraw ENVELOPE [--from ADDRESS]

ENVELOPE is its id (pli list --sent). The token needs the scope envelopes:send.

  --from ADDRESS         from this recipient only; from all otherwise
${connection}
${always}
Example:
  pli withdraw 0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81 --from durand@chu.example
`,
  'available-until': `Changes until when a sent envelope can be read, earlier or later, while its content is kept.

Usage: pli available-until ENVELOPE DAY

DAY is a day (2027-01-31, to its end here) or a moment with its zone (2027-01-31T12:00:00Z), within a year.
The token needs the scope envelopes:send.

${connection}
${always}
Example:
  pli available-until 0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81 2027-01-31
`,
  correct: `Corrects a mistyped address: the right one gets a link and a notification of its own, the old link is dead.

Usage: pli correct ENVELOPE --from WRONG --to RIGHT

The token needs the scope envelopes:send.

${connection}
${always}
Example:
  pli correct 0193a1f0-7c3e-7b1a-9f55-2f0c5e6d7a81 --from durant@chu.example --to durand@chu.example
`,
  send: `Encrypts on this machine, sends, seals.

Usage: pli send --to ADDRESS --subject TEXT (--body TEXT | --body-file FILE) [FILE...]
       pli send --batch TABLE.csv

  --to ADDRESS           recipients; may be repeated, or hold several with commas
  --cc ADDRESS, --bcc ADDRESS
  --from ADDRESS         which of your addresses it comes from; your first one otherwise
  --subject TEXT
  --body TEXT            the message, as plain text
  --body-file FILE       the same from a file (HTML where the name ends in .html; - reads it here)
  --batch TABLE          one letter a line; columns:
${columnsForHelp('en')}
  --expires-in-days N    days it can be opened for (1 to 365, normally 90)
  --importance WORD      low, normal or high
${flagsForHelp('en')}
  --concurrency N        letters of a batch written at once (1 to 16, normally 4); they are sealed many together
  --strict               refuse what is only said otherwise: an address that looks like a mistake, an empty file
${always}

Files that systems leave behind (.DS_Store, Thumbs.db, ~$...) are left out, and said. Files of one name from several
folders are named with their folders.

A batch writes one line of JSON a letter, and notes in TABLE.csv.journal what it has done. Killed or cut off,
it is run again with the same command: what was sent is not sent again. Keep the journal with the table.

${connection}
The token needs the right envelopes:send.

Example:
  pli send --url https://pli.example.org --token-file ~/.pli-token --to durand@chu.example \\
    --subject "Results" --body "Please find the results enclosed." results.pdf
`,
  open: `Opens an envelope, checks seal, signature, timestamp and every byte, and only then keeps the files.

Usage: pli open ENVELOPE [--out FOLDER]

ENVELOPE is the link of a notification, the reference in it, or the id that "pli list" shows.

  --out FOLDER           where the files go; a new folder named after the envelope otherwise
  --force                replace files that are there already
${always}

The message is saved as message.txt: cells of tables stand between bars, 10^9 is a height, what was deleted is named so. Opening is noted in the audit trail, and so is each file saved.

${connection}
The token needs the right envelopes:open (and envelopes:read to open a received one by its id).

Example:
  pli open https://pli.example.org/e/3Jx0aVb9mQeT5rLw8yZsKd2HfGnUcPiN --out received
`,
  list: `Lists envelopes, newest first.

Usage: pli list [--received | --sent] [--all]

  --received             what came in (this is the normal list)
  --sent                 what went out, and who has opened it
  --all                  every page; otherwise the newest only
${always}

${connection}
The token needs the right envelopes:read.

Example:
  pli list --sent --all --json
`,
  'audit export': `Saves the audit trail of your organisation. That you did is itself noted in it.

Usage: pli audit export --out FILE [options]

  --out FILE             where it goes
  --format FORMAT        jsonl (with proofs that "pli verify" checks), csv or zip; jsonl otherwise
  --from DAY, --to DAY   the first and the last day (2026-11-01), both included; or RFC 3339 times with
                         an offset: at or after, and before
  --zone ZONE            whose days (Europe/Paris); those of this machine's clock otherwise
  --person ADDRESS, --envelope ID, --event NAME
  --checkpoint FILE      a checkpoint you kept: the file then proves that the log goes on from there
  --force                replace the file if it is there
${always}

${connection}
The token needs the right audit:export, and its owner must be an administrator or auditor.

Example:
  pli audit export --out november.zip --format zip --from 2026-11-01 --to 2026-11-30
`,
};
