import { IconClockX, IconHandStop, IconMail, IconMailX } from '@tabler/icons-react';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { FormerCode } from '@/app/_components/form/guest-code-form';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { HoldNotes } from '@/app/_components/show/hold-notes';
import { getMomentFormat } from '@/app/_components/show/moment-format';
import { describeGuestCode } from '@/lib/auth/describe-guest-code';
import { requestSecretOf } from '@/lib/auth/session-cookie';
import { type LinkView, referenceParams } from '@/lib/envelope/wire';
import { AppError } from '@/lib/errors';
import { orNotFound, pageActor } from '@/lib/http/page';
import { refusedInQuery } from '@/lib/http/refused-in-query';
import { fetchLink } from '@/lib/open/fetch-link';
import { letterAnsweredBy } from '@/lib/open/letter-answered-by';
import type { Services } from '@/lib/services';
import { AskAgain } from '../_components/ask-again';
import { ListNav } from '../_components/list-nav';
import { ProveAddress } from '../_components/prove-address';
import { Reader } from '../_components/reader';
import { TakeBackReport } from '../_components/take-back-report';
import classes from '../reader.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('open');
  return { title: t('title') };
}

/** /e/<reference>: who wrote when, and a button. Looking at it changes nothing, whoever looks, however often. */
export default async function Page({
  params,
  searchParams,
}: {
  params: Promise<{ reference: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}) {
  const { services, actor, client } = await pageActor('anyone');
  const { reference } = await orNotFound(parseParams(params));
  const link = await orNotFound(fetchLink(services, { actor, client, reference }));
  const t = await getTranslations('open');
  if (link.state === 'expired') return <Expired link={link} />;
  if (link.state === 'withdrawn') return <Withdrawn link={link} />;
  const former = link.mine
    ? { asked: null, refused: null }
    : await formerCode(services, reference, searchParams);
  const signedInAs = actor.kind === 'user' ? actor.email : actor.kind === 'guest' ? actor.address : null;
  if (link.state === 'blocked') return <Blocked link={link} signedInAs={signedInAs} former={former} />;
  if (!link.mine) {
    return (
      <Sheet reference={reference}>
        <div className={classes.letter}>
          <Letter link={link} />
          <ProveAddress reference={reference} proof={link.proof} signedInAs={signedInAs} former={former} />
        </div>
      </Sheet>
    );
  }
  const answered = actor.kind === 'user' ? await letterAnsweredBy(services, actor, reference) : null;
  return (
    <Sheet
      reference={reference}
      above={
        actor.kind === 'user' && (
          <>
            <ListNav reference={reference} />
            {answered && <Answered letter={answered} />}
          </>
        )
      }
    >
      <Reader
        key={reference}
        side={{ kind: 'received', reference }}
        mayAnswer={actor.kind === 'user'}
        action={t('letter.open')}
        note={t('letter.recorded')}
      >
        <Letter link={link} />
        <HoldNotes holds={link.holds} />
      </Reader>
    </Sheet>
  );
}

/** What the server knows of a code this browser asked for, and of a form it posted without script. */
async function formerCode(
  services: Parameters<typeof describeGuestCode>[0] & Pick<Services, 'config'>,
  reference: string,
  searchParams: Promise<Record<string, string | string[] | undefined>>,
): Promise<FormerCode> {
  const secret = requestSecretOf((await headers()).get('cookie'), services.config.publicUrl);
  const refused = refusedInQuery(await searchParams, await getLocale());
  return {
    asked: await describeGuestCode(services, secret, { reference }),
    refused: refused?.sentence ?? null,
  };
}

async function parseParams(params: Promise<{ reference: string }>) {
  const parsed = referenceParams.safeParse(await params);
  if (!parsed.success) throw new AppError('not-found');
  return parsed.data;
}

async function Sheet({
  reference,
  above,
  children,
}: {
  reference: string;
  above?: ReactNode;
  children: ReactNode;
}) {
  const t = await getTranslations('open.letter');
  return (
    <Catalogue namespaces={['open', 'auth', 'evidence', 'letter', 'answer']}>
      {above}
      <div className={classes.sheet}>{children}</div>
      <p className={classes.below}>
        <Link href={`/e/${reference}/report`} prefetch={false}>
          {t('notForYou')}
        </Link>
      </p>
    </Catalogue>
  );
}

/** That this is an answer, and to which letter of a mailbox of the reader's. */
async function Answered({ letter }: { letter: { envelopeId: string; sealedAt: string } }) {
  const t = await getTranslations('open.letter');
  const write = await getMomentFormat();
  return (
    <p className={classes.answers}>
      <Link href={`/sent/${letter.envelopeId}/read`} prefetch={false}>
        {t('answers', { at: write(letter.sealedAt, minute) })}
      </Link>
    </p>
  );
}

const day = { dateStyle: 'long' } as const;
const minute = { dateStyle: 'long', timeStyle: 'short' } as const;

/** What stands on the outside of the envelope. */
async function Letter({ link }: { link: LinkView }) {
  const t = await getTranslations('open.letter');
  const write = await getMomentFormat();
  const { sender, sealedAt, expiresAt, openedAt } = link;
  return (
    <div className={classes.outside}>
      <IconMail size={44} stroke={1.3} aria-hidden />
      <h1>{t('wrote', { sender: sender.name ?? sender.address })}</h1>
      <p>{t('of', { address: sender.address, organisation: sender.organisation })}</p>
      <p>
        <time dateTime={sealedAt}>{t('sent', { at: write(sealedAt, minute) })}</time>
      </p>
      <p>{t('expires', { at: write(expiresAt, day) })}</p>
      {openedAt && <p>{t('openedBefore', { at: write(openedAt, minute) })}</p>}
    </div>
  );
}

async function Expired({ link }: { link: LinkView }) {
  const t = await getTranslations('open.expired');
  const write = await getMomentFormat();
  const { sender, expiresAt, reference } = link;
  return (
    <Catalogue namespaces={['open']}>
      <div className={classes.sheet}>
        <div className={classes.letter}>
          <div className={classes.outside}>
            <IconClockX size={44} stroke={1.3} aria-hidden />
            <h1>{t('title')}</h1>
            <p>{t('text', { sender: sender.name ?? sender.address, at: write(expiresAt, day) })}</p>
          </div>
          <AskAgain reference={reference} label={t('ask')} />
        </div>
      </div>
    </Catalogue>
  );
}

/** Said to whoever has the link, in the same calm words: nothing is asked of anybody. */
async function Withdrawn({ link }: { link: LinkView }) {
  const t = await getTranslations('open.withdrawn');
  const write = await getMomentFormat();
  const { sender, withdrawnAt } = link;
  return (
    <div className={classes.sheet}>
      <div className={classes.letter}>
        <div className={classes.outside}>
          <IconMailX size={44} stroke={1.3} aria-hidden />
          <h1>{t('title')}</h1>
          <p>{t('text', { sender: sender.name ?? sender.address, at: write(withdrawnAt ?? '', minute) })}</p>
          <p>{t('what', { address: sender.address })}</p>
        </div>
      </div>
    </div>
  );
}

/** Reported by who has proved the address; whoever proves it again may take that back. */
async function Blocked({
  link,
  signedInAs,
  former,
}: {
  link: LinkView;
  signedInAs: string | null;
  former: FormerCode;
}) {
  const t = await getTranslations('open.blocked');
  const { sender, reference, proof, mine } = link;
  return (
    <Catalogue namespaces={['open', 'auth']}>
      <div className={classes.sheet}>
        <div className={classes.letter}>
          <div className={classes.outside}>
            <IconHandStop size={44} stroke={1.3} aria-hidden />
            <h1>{t('title')}</h1>
            <p>{t('text', { sender: sender.name ?? sender.address, address: sender.address })}</p>
            <p>{t(mine ? 'mine' : 'prove')}</p>
          </div>
          {mine ? (
            <TakeBackReport reference={reference} />
          ) : (
            <ProveAddress reference={reference} proof={proof} signedInAs={signedInAs} former={former} />
          )}
        </div>
      </div>
    </Catalogue>
  );
}
