import { describe, expect, test } from 'vitest';
import { tellSender } from '../../lib/notification/tell-sender';
import type { Services } from '../../lib/services';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser } from '../support/people';
import { sealLetter } from '../support/sealed-letter';
import { withTestServices } from '../support/services';

describe('what becomes of a letter', () => {
  const database = withTestDatabase();
  const made = withTestServices(database);

  test('is mailed to its author while she is in the sending mailbox, and no longer once she was taken out', async () => {
    const { db } = database;
    const author = await makeUser(
      db,
      await makeOrganisation(db, 'hopital.example'),
      'autrice@hopital.example',
    );
    const { recipientId } = await sealLetter(made.services, author, 'patient@example.org');
    const told: string[] = [];
    const services: Services = {
      ...made.services,
      mailer: {
        ...made.services.mailer,
        send: async (mail) => {
          told.push(mail.to);
          return made.services.mailer.send(mail);
        },
      },
    };
    const tell = () => tellSender(services, { recipientId, reason: 'notification-failed' });
    await tell();
    expect(told).toEqual(['autrice@hopital.example']);
    await db.mailboxMember.deleteMany({ where: { userId: author.id } });
    await tell();
    expect(told).toHaveLength(1);
  });
});
