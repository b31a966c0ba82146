import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpPerson } from '../support/http-person.ts';
import { guestByCode, open, referenceOf, type SentLetter, sendAndWait } from '../support/letters.ts';
import { withSharedPli } from '../support/with-pli.ts';

const guestAddress = 'dr.lemaire@cabinet-lemaire.example';

describe('the link of a notification', () => {
  const running = withSharedPli();
  let sender: HttpPerson;
  let member: HttpPerson;
  let memberAddress: string;
  let letter: SentLetter;

  beforeAll(async () => {
    sender = await running.person(running.pli.account('member', 0));
    const recipient = running.pli.account('member', 1);
    member = await running.person(recipient);
    memberAddress = recipient.email;
    letter = await sendAndWait(running, sender, {
      recipients: [
        { address: memberAddress, kind: 'to' },
        { address: guestAddress, kind: 'to' },
      ],
    });
  });

  const facts = async () => {
    const [state] = await running.tamper<{
      opened: number;
      downloads: number;
      handovers: number;
      fetched: number;
    }>(
      `SELECT (SELECT count(*)::int FROM recipients WHERE envelope_id = $1 AND (opened_at IS NOT NULL OR reported_at IS NOT NULL)) AS opened,
              (SELECT count(*)::int FROM part_downloads d JOIN recipients r ON r.id = d.recipient_id WHERE r.envelope_id = $1) AS downloads,
              (SELECT count(*)::int FROM audit_entries WHERE envelope_id = $1 AND event IN ('ContentHandover', 'WrongRecipientReported', 'PartDownloaded')) AS handovers,
              (SELECT count(*)::int FROM audit_entries WHERE envelope_id = $1 AND event = 'LinkFetched') AS fetched`,
      [letter.envelopeId],
    );
    return state;
  };

  test('GET and HEAD a hundred times each, by nobody and by the recipient, leave the envelope unopened', async () => {
    for (const reader of [running.stranger(), member]) {
      for (const address of [memberAddress, guestAddress]) {
        const path = `/e/${referenceOf(letter, address)}`;
        for (let round = 0; round < 5; round++) {
          const answers = await Promise.all(
            Array.from({ length: 10 }, async () => [
              await reader.status('GET', path),
              await reader.status('HEAD', path),
            ]),
          );
          expect(answers.flat().filter((status) => status >= 500)).toEqual([]);
        }
      }
    }
    const { opened, downloads, handovers, fetched } = (await facts()) ?? {};
    expect({ opened, downloads, handovers }).toEqual({ opened: 0, downloads: 0, handovers: 0 });
    expect(fetched, 'one entry a recipient, address and hour').toBe(2);
  });

  test('GET and HEAD on what a click would POST to are refused and change nothing', async () => {
    const reference = referenceOf(letter, memberAddress);
    for (const path of [
      `/api/e/${reference}/open`,
      `/api/e/${reference}/report`,
      `/api/e/${reference}/objects`,
      '/api/guest/code',
    ]) {
      for (const method of ['GET', 'HEAD']) {
        expect([404, 405]).toContain(await member.status(method, path));
      }
    }
    expect(await facts()).toMatchObject({ opened: 0, downloads: 0, handovers: 0 });
  });

  test('a POST that another site makes the browser send is refused', async () => {
    const path = `/api/e/${referenceOf(letter, memberAddress)}/open`;
    const foreign = [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: running.pli.url, 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of foreign) {
      const answer = await member.request('POST', path, {
        json: {},
        headers: { 'sec-fetch-site': 'cross-site', ...headers },
      });
      expect(answer.status, JSON.stringify(headers)).toBe(403);
      await answer.arrayBuffer();
    }
    expect(await facts()).toMatchObject({ opened: 0, handovers: 0 });
  });

  test('after all that, the recipients open it, each once and each with an entry', async () => {
    const guest = await guestByCode(running, guestAddress, referenceOf(letter, guestAddress));
    expect((await open(member, referenceOf(letter, memberAddress))).contentKey).toMatch(
      /^[A-Za-z0-9+/]{43}=$/,
    );
    expect((await open(guest, referenceOf(letter, guestAddress))).envelopeId).toBe(letter.envelopeId);
    expect(await facts()).toMatchObject({ opened: 2, handovers: 2 });
  });
});
