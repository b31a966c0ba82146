import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { expect, test } from 'vitest';
import { forgetExpired } from '../../lib/auth/forget-expired';
import { withTestDatabase } from '../support/database';
import { makeOrganisation, makeUser } from '../support/people';

const database = withTestDatabase();
const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour);

test('codes, sessions, access tokens, counters and holds of exports are deleted when they have served, and not before', async () => {
  const { db } = database;
  const organisationId = await makeOrganisation(db, 'a.example');
  const { id: userId } = await makeUser(db, organisationId, 'a@a.example');
  const code = (address: string, expiresAt: Date) => ({
    id: uuidv7(),
    purpose: 'invitation' as const,
    address,
    codeHash: new Uint8Array(32),
    expiresAt,
  });
  await db.oneTimeCode.createMany({
    data: [code('old', ago(25)), code('recent', ago(23)), code('live', ago(-1))],
  });
  const session = (agent: string, expiresAt: Date, endedAt: Date | null) => ({
    id: uuidv7(),
    userId,
    expiresAt,
    endedAt,
    clientAgent: agent,
  });
  const days = 24;
  await db.session.createMany({
    data: [
      session('expired long ago', ago(31 * days), null),
      session('ended long ago', ago(-1), ago(31 * days)),
      session('ended', ago(-1), ago(29 * days)),
      session('live', ago(-1), null),
    ],
  });
  await db.rateLimiterFlexible.createMany({
    data: [
      { key: 'over', points: 1, expire: ago(2) },
      { key: 'counting', points: 1, expire: ago(-1) },
    ],
  });
  const token = (name: string, expiresAt: Date, revokedAt: Date | null) => ({
    id: uuidv7(),
    userId,
    name,
    secretHash: new Uint8Array(randomBytes(32)),
    scopes: [],
    expiresAt,
    revokedAt,
  });
  await db.accessToken.createMany({
    data: [
      token('expired long ago', ago(31 * days), null),
      token('revoked long ago', ago(-1), ago(31 * days)),
      token('expired', ago(29 * days), null),
      token('live', ago(-1), null),
    ],
  });
  const [killed, held] = [uuidv7(), uuidv7()];
  await db.auditExportUnderWay.createMany({
    data: [
      { id: killed, organisationId, leasedUntil: ago(2) },
      { id: held, organisationId, leasedUntil: ago(-0.1) },
    ],
  });
  await forgetExpired({ db, clock: { now: () => new Date() } });
  expect((await db.oneTimeCode.findMany()).map(({ address }) => address).sort()).toEqual(['live', 'recent']);
  expect((await db.session.findMany()).map(({ clientAgent }) => clientAgent).sort()).toEqual([
    'ended',
    'live',
  ]);
  expect((await db.accessToken.findMany()).map(({ name }) => name).sort()).toEqual(['expired', 'live']);
  expect((await db.auditExportUnderWay.findMany()).map(({ id }) => id)).toEqual([held]);
  expect((await db.rateLimiterFlexible.findMany()).map(({ key }) => key)).toEqual(['counting']);
});
