import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenEnvelopeAnswer, SignedRequestAnswer } from '../../lib/envelope/wire';
import { partsOf } from '../../lib/envelope-format/manifest';
import { openPart } from '../../lib/envelope-format/open-part';
import { keysOfParts } from '../../lib/envelope-format/part-key';
import { importContentKey } from '../../lib/envelope-format/segment-cipher';
import { verifyEnvelope } from '../../lib/envelope-format/verify-envelope';
import { fromBase64 } from '../../lib/transfer/base64';
import { packageOf } from '../../lib/transfer/envelope-package';
import { cephInstalled } from '../support/ceph.ts';
import { HttpPerson } from '../support/http-person.ts';
import { sendLetter, sha256 } from '../support/node-sender.ts';
import { until } from '../support/pli.ts';
import { lives } from '../support/process-tree.ts';
import type { TakenMail } from '../support/smtp-peer.ts';
import { Production, type Program, publicUrl } from './production.ts';
import { systemPostgresBin } from './system-postgres.ts';

const doctor = { email: 'claire.delmas@hopital.fr', password: 'Cardiologie en novembre 42' };
const colleague = { email: 'paul.girard@hopital.fr', password: 'Radiologie en décembre 17' };

/** Text of a mail with its transfer encoding taken off (RFC 2045, section 6.7). */
const textOf = ({ raw }: TakenMail) =>
  raw
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Two web copies, one worker, the system's Postgres, Ceph and an SMTP server, in production mode: docker-compose.yml by hand. */
describe.skipIf(!cephInstalled || systemPostgresBin === null)(
  'the production topology (needs Debian: ceph, postgresql)',
  () => {
    let production: Production;
    let webs: [Program, Program];
    let invitation: string;

    beforeAll(async () => {
      production = await Production.start(systemPostgresBin ?? '');
      invitation = await production.run('migrate', {
        DATABASE_OWNER_URL: production.ownerUrl,
        PLI_ADMIN_EMAIL: doctor.email,
        PLI_ORGANISATION: 'Hôpital de Valmont',
      });
      const [first, second] = await Promise.all([
        production.serve('server'),
        production.serve('server'),
        production.serve('worker'),
      ]);
      webs = [first, second];
    }, 300_000);
    afterAll(() => production?.stop(), 60_000);

    /** A browser that a load balancer sends to one of the copies. */
    const person = (web: Program, cookies?: ReadonlyMap<string, string>) => {
      const made = new HttpPerson(web.url, publicUrl);
      for (const [name, value] of cookies ?? []) made.cookies.set(name, value);
      return made;
    };
    const choosePassword = (web: Program, text: string, newPassword: string) => {
      const token = /\/password#([\w.-]+)/.exec(text)?.[1];
      return person(web).json('POST', '/api/password-reset/confirm', { token, newPassword });
    };
    const mailTo = async (address: string, fits: (text: string) => boolean): Promise<string> => {
      const find = () =>
        production.smtp.mails.findLast((mail) => mail.to.includes(address) && fits(textOf(mail)));
      await until(() => find() !== undefined, 40, `no mail to ${address}`);
      return textOf(find() as TakenMail); // `until` has seen it
    };

    test('the first administrator follows the printed link, and invites a colleague by mail', async () => {
      await choosePassword(webs[0], invitation, doctor.password);
      const administrator = await person(webs[0]).signIn(doctor);
      await administrator.json('POST', '/api/members', {
        email: colleague.email,
        displayName: 'Dr Paul Girard',
        role: 'member',
      });
      const mail = await mailTo(colleague.email, (text) => text.includes(`${publicUrl}/password#`));
      await choosePassword(webs[1], mail, colleague.password);
      await person(webs[1]).signIn(colleague);
    });

    test('a session of one copy is good at the other, and ended at both', async () => {
      const here = await person(webs[0]).signIn(doctor);
      const there = person(webs[1], here.cookies);
      expect(await there.json('GET', '/api/me')).toMatchObject({ email: doctor.email });
      await here.json('DELETE', '/api/sessions');
      expect(await there.status('GET', '/api/me')).toBe(401);
    });

    test('what one copy seals, the worker announces and the other copy opens, byte for byte, from the store itself', async () => {
      const bytes = randomBytes(9_000_000);
      const sender = await person(webs[0]).signIn(doctor);
      await sendLetter(sender, {
        title: 'Compte rendu',
        files: [{ name: 'échographie « 12 ».dcm', bytes }],
        recipients: [{ address: colleague.email, kind: 'to' }],
      });
      const mail = await mailTo(colleague.email, (text) => text.includes(`${publicUrl}/e/`));
      const reference = /\/e\/([\w-]{32})/.exec(mail)?.[1] ?? '';
      const reader = await person(webs[1]).signIn(colleague);
      const opened = await reader.json<OpenEnvelopeAnswer>('POST', `/api/e/${reference}/open`, {});

      const contentKey = await importContentKey(fromBase64(opened.contentKey));
      const fetchObject = async (digest: { sha256: string }) => {
        const signed = opened.objects[digest.sha256] as SignedRequestAnswer; // every object of the seal is in the answer
        expect(signed.url).not.toContain(webs[1].url);
        const response = await fetch(signed.url, { headers: signed.headers });
        return new Uint8Array(await response.arrayBuffer());
      };
      const report = await verifyEnvelope(packageOf(opened, { contentKey, fetchObject }));
      const { verified } = report;
      if (!verified) throw new Error(`not verified: ${JSON.stringify(report.steps)}`);
      const attachment = partsOf(verified.manifest).find(({ kind }) => kind === 'attachment');
      expect(attachment?.name).toBe('échographie « 12 ».dcm');
      const received: Uint8Array[] = [];
      if (attachment) {
        const partKey = await (await keysOfParts(contentKey, verified.manifest))(attachment);
        for await (const piece of openPart(partKey, attachment, fetchObject)) received.push(piece);
      }
      expect(sha256(Buffer.concat(received))).toBe(sha256(bytes));
    });

    test("the processes' own database role adds to the audit trail and cannot change it", async () => {
      const client = new pg.Client({ connectionString: production.databaseUrl });
      await client.connect();
      const { rows } = await client.query(
        "SELECT count(*)::int AS n FROM audit_entries WHERE event = 'ContentHandover'",
      );
      expect(rows[0].n).toBe(1);
      await expect(client.query('DELETE FROM audit_entries')).rejects.toMatchObject({ code: '42501' });
      await client.end();
    });

    test('when one copy is killed the other goes on, and ends in order when told to', async () => {
      const [first, second] = webs;
      first.child.kill('SIGKILL');
      await until(() => !lives(first.child.pid ?? 0), 10, 'it lives on');
      await person(second).signIn(colleague);
      second.child.kill('SIGTERM');
      await until(() => second.child.exitCode !== null, 15, 'it does not end');
      expect(second.child.exitCode).toBe(0);
    });
  },
);
