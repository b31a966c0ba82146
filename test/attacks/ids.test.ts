import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpPerson } from '../support/http-person.ts';
import { open, referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { NodeDraft } from '../support/node-sender.ts';
import { withSharedPli } from '../support/with-pli.ts';

const app = path.resolve(import.meta.dirname, '../../app');

/** Every route and page of ours that has an id in its path, with the methods it exports. */
function placesWithIds(): { methods: string[]; template: string }[] {
  return readdirSync(app, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(^|\/)(route|page)\.tsx?$/.test(file) && file.includes('[') && !file.includes('[...'))
    .filter((file) => !forWhoeverHoldsTheLink.test(path.dirname(file)))
    .map((file) => {
      const source = readFileSync(path.join(app, file), 'utf8');
      const methods = /page\.tsx$/.test(file)
        ? ['GET']
        : [...source.matchAll(/export const (GET|POST|PUT|PATCH|DELETE)\b/g)].map((found) => found[1] ?? '');
      const template = `/${path.dirname(file)}`.replaceAll(/\/\([^)]*\)/g, '');
      return { methods, template };
    });
}

/** Whether a path, resolved as a client does, is that of a route of ours without any id. */
function isAnotherPlace(url: string): boolean {
  return existsSync(path.join(app, new URL(url, 'http://pli.test').pathname, 'route.ts'));
}

/** The same id with its last character one further. */
function incremented(id: string): string {
  const alphabet =
    id.includes('-') && id.length === 36
      ? '0123456789abcdef'
      : 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = id.at(-1) ?? '';
  return id.slice(0, -1) + (alphabet[(alphabet.indexOf(last) + 1) % alphabet.length] ?? '');
}

describe('every id in every path', () => {
  const running = withSharedPli();
  let ids: string[];
  let letter: SentLetter;
  let reference: string;
  let outsiders: Map<string, HttpPerson>;

  beforeAll(async () => {
    const { pli } = running;
    const sender = await running.person(pli.account('member', 0, 0));
    const recipient = pli.account('member', 1, 0);
    letter = await sendAndWait(running, sender, {
      files: [{ name: 'a.txt', bytes: new Uint8Array(3) }],
      recipients: [{ address: recipient.email, kind: 'to' }],
    });
    reference = referenceOf(letter, recipient.email);
    const draft = await NodeDraft.make(sender);
    const rows = await running.tamper<{ id: string }>(
      `SELECT part_id::text AS id FROM part_uses WHERE envelope_id = $1 UNION ALL SELECT id::text FROM recipients WHERE envelope_id = $1
       UNION ALL SELECT id::text FROM users WHERE email = $2 UNION ALL SELECT s.id::text FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = $2
       UNION ALL SELECT mailbox_id::text FROM envelopes WHERE id = $1 UNION ALL SELECT organisation_id::text FROM envelopes WHERE id = $1`,
      [letter.envelopeId, pli.account('member', 0, 0).email],
    );
    const folder = { mailboxId: draft.mailbox.id, parentId: null, name: `Dossier ${draft.id}` };
    const { id: folderId } = await sender.json<{ id: string }>('POST', '/api/folders', folder);
    const administrator = await running.person(pli.account('administrator', 0));
    const address = `boite-${draft.id}${pli.account('member', 0, 0).email.replace(/.*@/, '@')}`;
    const box = { name: 'Accueil', address };
    const { id: boxId } = await administrator.json<{ id: string }>('POST', '/api/shared-mailboxes', box);
    const nobody = { name: 'Nom', organisation: '', role: '', phone: '', note: '' };
    const { results } = await sender.json<{ results: { id: string }[] }>('POST', '/api/contacts', {
      mailbox: draft.mailbox.id,
      contacts: [{ ...nobody, addresses: [`${draft.id}@ville.example`] }],
    });
    const contactIds = results.map(({ id }) => id);
    ids = [
      letter.envelopeId,
      draft.id,
      reference,
      folderId,
      boxId,
      ...contactIds,
      ...rows.map((row) => row.id),
    ];
    outsiders = new Map([
      ['nobody', running.stranger()],
      ['a colleague of the recipient', await running.person(pli.account('member', 1, 1))],
      ["the recipient's administrator", await running.person(pli.account('administrator', 1))],
      ["the recipient's auditor", await running.person(pli.account('auditor', 1))],
    ]);
  });

  const state = () =>
    running.tamper(
      `SELECT (SELECT md5(string_agg(e::text, '|' ORDER BY id)) FROM envelopes e) AS envelopes, (SELECT md5(string_agg(r::text, '|' ORDER BY id)) FROM recipients r) AS recipients,
              (SELECT md5(string_agg(id::text || email || role::text || coalesce(closed_at::text, ''), '|' ORDER BY id)) FROM users) AS users,
              (SELECT md5(string_agg(f::text, '|' ORDER BY id)) FROM mailbox_folders f) AS folders,
              (SELECT md5(string_agg(id::text || name || coalesce(closed_at::text, ''), '|' ORDER BY id)) FROM mailboxes) AS mailboxes,
              (SELECT md5(string_agg(m::text, '|' ORDER BY mailbox_id, user_id)) FROM mailbox_members m) AS members,
              (SELECT md5(string_agg(c::text, '|' ORDER BY id)) FROM contacts c) AS contacts,
              (SELECT count(*) FROM segments) AS segments, (SELECT count(*) FROM part_downloads) AS downloads, (SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL) AS ended`,
    );

  test('taken from somebody else, in any place, is answered like an id that does not exist, and changes nothing', async () => {
    const before = await state();
    const wrong = await tryAll(ids);
    expect(wrong).toEqual([]);
    expect(await state()).toEqual(before);
  });

  test('incremented by one, in any place, by those who own the neighbour, finds nothing', async () => {
    const before = await state();
    const sender = await running.person(running.pli.account('member', 0, 0));
    outsiders.set('the sender', sender);
    const wrong = await tryAll(ids.map(incremented));
    outsiders.delete('the sender');
    expect(wrong).toEqual([]);
    expect(await state()).toEqual(before);
  });

  test('what is no id at all is answered the same', async () => {
    expect(
      await tryAll(
        ['..', '%00', '%2e%2e%2f', '1', 'null', "'; DROP TABLE users; --", 'a'.repeat(3_000)].map(
          encodeURIComponent,
        ),
      ),
    ).toEqual([]);
  });

  test('and the recipient still opens the envelope', async () => {
    const recipient = await running.person(running.pli.account('member', 1, 0));
    expect((await open(recipient, reference)).envelopeId).toBe(letter.envelopeId);
  });

  async function tryAll(values: readonly string[]): Promise<string[]> {
    const places = placesWithIds();
    expect(places.length).toBeGreaterThan(5);
    const attempts = places.flatMap(({ methods, template }) =>
      values.flatMap((value) =>
        methods.flatMap((method) =>
          [...outsiders].map(([who, person]) => ({ template, value, method, who, person })),
        ),
      ),
    );
    const wrong: string[] = [];
    while (attempts.length > 0) {
      await Promise.all(
        attempts.splice(0, 12).map(async ({ template, value, method, who, person }) => {
          const url = template.replaceAll(/\[[^\]]+\]/g, () => value);
          const status = await person.status(method, url, method === 'GET' ? undefined : {});
          // A client resolves the two dots away: what it asks for is another place, which answers for itself, or does not know the method.
          if (value === '..' && (status === 405 || isAnotherPlace(url))) return;
          if (isOwnTrail(template, value, who) && status === 200) return;
          if (!allowedStatuses(template, method).includes(status))
            wrong.push(`${who}: ${method} ${url}: ${status}`);
        }),
      );
    }
    return wrong;
  }

  /** What happened between an envelope and one of their own is in the trail of the recipient's organisation as well. */
  function isOwnTrail(template: string, value: string, who: string): boolean {
    const reads = ["the recipient's administrator", "the recipient's auditor"].includes(who);
    return reads && template === '/api/audit/evidence/[id]' && value === letter.envelopeId;
  }
});

/** What an outsider may be answered. 400: the body was judged first; 307: a page asks strangers to sign in. */
function allowedStatuses(template: string, method: string): number[] {
  // The page of a link is the same for everybody: it asks who one is.
  if (template.startsWith('/e/') && method === 'GET') return [200, 307, 400, 404];
  return [307, 308, 400, 401, 403, 404, 429];
}

/** Whoever holds a link may say "not for me" or have the mail sent again to the address it was sent to, and nothing more. */
const forWhoeverHoldsTheLink = /(^|\/)e\/\[\w+\]\/(report|fresh|code(\/form)?)$/;
