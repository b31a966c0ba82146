import {
  IconArrowBackUp,
  IconBook2,
  IconClock,
  IconClockHour4,
  IconPaperclip,
  IconRosetteDiscountCheck,
  IconShieldLock,
} from '@tabler/icons-react';
import type { Metadata } from 'next';
import { getLocale, getNow, getTranslations } from 'next-intl/server';
import { ButtonLink } from '@/app/_components/form/button-link';
import { EvidenceButton } from '@/app/_components/form/evidence-button';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { HoldNotes } from '@/app/_components/show/hold-notes';
import { Moment } from '@/app/_components/show/moment';
import { getMomentFormat } from '@/app/_components/show/moment-format';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { envelopeStatus } from '@/lib/delivery/envelope-status';
import { type EnvelopeStatusAnswer, envelopeParams } from '@/lib/envelope/wire';
import { AppError } from '@/lib/errors';
import { orNotFound, pageActor } from '@/lib/http/page';
import { formatBytes } from '@/lib/i18n/format-bytes';
import { Leaving } from '../../_components/leaving';
import { SealedNote } from '../../_components/sealed-note';
import { Changes } from './changes';
import { DestroyedNote } from './destroyed-note';
import { Freshness } from './freshness';
import { LetterDeeds } from './letter-deeds';
import { RecipientProgress } from './recipient-progress';
import classes from './status.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.status');
  return { title: t('title') };
}

/** What became of a sent envelope: its seal, and each recipient's steps. */
export default async function SentEnvelopePage({ params }: { params: Promise<{ id: string }> }) {
  const { services, actor } = await pageActor('user');
  const { id } = await orNotFound(parseParams(params));
  const status = await orNotFound(envelopeStatus(services, actor, id));
  const t = await getTranslations('mail.status');
  return (
    <Catalogue namespaces={['mail', 'failures', 'evidence']}>
      <SealedNote leavesAt={status.leavesAt} />
      <Freshness
        envelopeId={id}
        watch={
          status.timestampedAt === null ||
          status.changes.some(({ timestamped }) => !timestamped) ||
          status.recipients.some((one) => one.openedAt === null && one.withdrawnAt === null)
        }
      />
      <PageHeader
        title={status.title ?? t('noTitle')}
        actions={
          <>
            {status.takenBackAt !== null && !status.removed && (
              <ButtonLink
                href={`/compose?again=${id}`}
                leftSection={<IconArrowBackUp size={18} aria-hidden />}
              >
                {t('resume')}
              </ButtonLink>
            )}
            <EvidenceButton place={{ as: 'sender', envelopeId: id }} sealedAt={status.sealedAt} />
            {!status.removed && (
              <ButtonLink
                href={`/sent/${id}/read`}
                variant="default"
                leftSection={<IconBook2 size={18} aria-hidden />}
              >
                {t('read')}
              </ButtonLink>
            )}
          </>
        }
      />
      {status.removed && <Paper>{t('removed')}</Paper>}
      <DestroyedNote destroyed={status.destroyed} />
      <SealFacts status={status} />
      <HoldNotes holds={status.holds} />
      <LetterDeeds status={status} />
      <h2 className={classes.heading}>{t('recipients', { count: status.recipients.length })}</h2>
      <ul className={classes.recipients}>
        {status.recipients.map((recipient) => (
          <li key={recipient.id}>
            <Paper>
              <RecipientProgress
                envelopeId={id}
                recipient={recipient}
                attachmentCount={status.attachmentCount}
              />
            </Paper>
          </li>
        ))}
      </ul>
      <Changes changes={status.changes} />
    </Catalogue>
  );
}

async function parseParams(params: Promise<{ id: string }>) {
  const parsed = envelopeParams.safeParse(await params);
  if (!parsed.success) throw new AppError('not-found');
  return parsed.data;
}

/** Comes by itself a moment after the letter: only one that is late is worth a word. */
const timestampUsualMs = 15 * 60_000;

async function SealFacts({ status }: { status: EnvelopeStatusAnswer }) {
  const t = await getTranslations('mail.status');
  const write = await getMomentFormat();
  const now = await getNow();
  const size = formatBytes(status.attachmentBytes, await getLocale());
  const icon = { size: 20, stroke: 1.6, 'aria-hidden': true } as const;
  const isTimestampLate = now.getTime() - new Date(status.sealedAt).getTime() > timestampUsualMs;
  const exactly = (value: string) => write(value, { dateStyle: 'long', timeStyle: 'long' });
  return (
    <Paper>
      <dl className={classes.facts}>
        <div>
          <IconShieldLock {...icon} />
          <dt>{t('sealed')}</dt>
          <dd>
            <time dateTime={status.sealedAt}>{exactly(status.sealedAt)}</time>{' '}
            <span className={classes.quiet}>{t('by', { address: status.senderAddress })}</span>
            {status.takenBackAt !== null && (
              <span className={classes.quiet}>{t('takenBack', { at: exactly(status.takenBackAt) })}</span>
            )}
            {status.takenBackAt === null &&
              status.leavesAt === null &&
              status.releaseAt > status.sealedAt && (
                <span className={classes.quiet}>
                  {t('released')} {t('releasedFrom', { at: exactly(status.releaseAt) })}
                </span>
              )}
          </dd>
        </div>
        {status.leavesAt !== null && (
          <div>
            <IconClockHour4 {...icon} />
            <dt>{t('leaves')}</dt>
            <dd>
              <Leaving at={status.leavesAt} /> <span className={classes.quiet}>{t('unseen')}</span>
            </dd>
          </div>
        )}
        {(status.timestampedAt !== null || isTimestampLate) && (
          <div>
            <IconRosetteDiscountCheck {...icon} />
            <dt>{t('timestamp')}</dt>
            <dd>
              {status.timestampedAt === null
                ? t('timestampPending')
                : t.rich('timestamped', { when: () => exactly(status.timestampedAt ?? '') })}
            </dd>
          </div>
        )}
        <div>
          <IconClock {...icon} />
          <dt>{new Date(status.expiresAt) < now ? t('expired') : t('expires')}</dt>
          <dd>
            <Moment value={status.expiresAt} exact />
          </dd>
        </div>
        <div>
          <IconPaperclip {...icon} />
          <dt>{t('content')}</dt>
          <dd>
            {status.attachmentCount === 0
              ? t('none')
              : t('attachments', { count: status.attachmentCount, size })}
          </dd>
        </div>
      </dl>
    </Paper>
  );
}
