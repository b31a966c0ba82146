'use client';

import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconDownload,
  IconHandStop,
  IconHelpCircle,
  IconMailOpened,
  IconMailX,
  IconPencil,
  IconSend,
} from '@tabler/icons-react';
import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import { Moment } from '@/app/_components/show/moment';
import type { RecipientStatus } from '@/lib/envelope/wire';
import { RecipientDeeds } from './recipient-deeds';
import classes from './status.module.css';

const icon = { size: 15, stroke: 2, 'aria-hidden': true } as const;

/** One recipient's way through the envelope: notified, opened, downloaded, or what went wrong and what to do. */
export function RecipientProgress(props: {
  envelopeId: string;
  recipient: RecipientStatus;
  attachmentCount: number;
}) {
  const { recipient } = props;
  const t = useTranslations('mail.status');
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <div className={classes.head}>
        <h3 className={classes.name} id={id}>
          {recipient.name ?? recipient.address}
        </h3>
        <span className={classes.kind}>
          {t(recipient.kind)}
          {recipient.name !== null && ` · ${recipient.address}`}
        </span>
        <RecipientDeeds envelopeId={props.envelopeId} recipient={recipient} />
      </div>
      <ol className={classes.steps} aria-label={t('steps', { address: recipient.address })}>
        {recipient.addedAt !== null && (
          <Step tone="quiet" mark={<IconPencil {...icon} />} text={t('step.added')} at={recipient.addedAt} />
        )}
        <DeliveryStep recipient={recipient} />
        {recipient.releasedAt !== null && <NotificationStep recipient={recipient} />}
        {recipient.reportedAt !== null && (
          <ReportStep recipient={recipient} reportedAt={recipient.reportedAt} />
        )}
        {recipient.releasedAt !== null && <OpeningStep recipient={recipient} />}
        {recipient.openedAt !== null && props.attachmentCount > 0 && (
          <DownloadStep recipient={recipient} total={props.attachmentCount} />
        )}
        {recipient.withdrawnAt !== null && (
          <Step
            tone="quiet"
            mark={<IconMailX {...icon} />}
            text={t('step.withdrawn')}
            at={recipient.withdrawnAt}
          >
            <p className={classes.why}>
              {t(recipient.openedAt === null ? 'withdrawnNeverOpened' : 'withdrawnOpened')}
            </p>
          </Step>
        )}
      </ol>
    </section>
  );
}

function Step(props: {
  tone: 'good' | 'bad' | 'quiet';
  mark: ReactNode;
  text: string;
  at?: string | null;
  children?: ReactNode;
}) {
  return (
    <li className={classes.step} data-tone={props.tone}>
      <span className={classes.mark}>{props.mark}</span>
      <div>
        {props.text}
        {props.at && (
          <span className={classes.when}>
            <Moment value={props.at} exact />
          </span>
        )}
        {props.children}
      </div>
    </li>
  );
}

/** Between sent and notified: the delivery step, in words. */
function DeliveryStep({ recipient }: { recipient: RecipientStatus }) {
  const t = useTranslations('mail.status.step');
  const { delivery, heldWhy, releasedAt } = recipient;
  if (releasedAt !== null)
    return <Step tone="good" mark={<IconSend {...icon} />} text={t('released')} at={releasedAt} />;
  if (delivery === 'waiting') return <Step tone="quiet" mark={<IconClock {...icon} />} text={t('waiting')} />;
  if (delivery === 'held' || delivery === 'failed') {
    return (
      <Step
        tone={delivery === 'failed' ? 'bad' : 'quiet'}
        mark={<IconAlertTriangle {...icon} />}
        text={t(delivery === 'failed' ? 'deliveryFailed' : 'held')}
      >
        {heldWhy !== null && <p className={classes.why}>{heldWhy}</p>}
      </Step>
    );
  }
  return null; // withdrawn before release: its own step says so
}

function NotificationStep({ recipient }: { recipient: RecipientStatus }) {
  const t = useTranslations('mail.status');
  if (recipient.notification === 'sent') {
    return (
      <Step tone="good" mark={<IconCheck {...icon} />} text={t('step.notified')} at={recipient.notifiedAt} />
    );
  }
  if (recipient.notification === 'pending' && recipient.withdrawnAt !== null) {
    return <Step tone="quiet" mark={<IconMailX {...icon} />} text={t('neverNotified')} />;
  }
  if (recipient.notification === 'pending') {
    return (
      <Step tone="quiet" mark={<IconClock {...icon} />} text={t('step.pending')}>
        <Why failure={recipient.failure} />
      </Step>
    );
  }
  const unconfirmed = recipient.notification === 'unconfirmed';
  return (
    <Step
      tone={unconfirmed ? 'quiet' : 'bad'}
      mark={unconfirmed ? <IconHelpCircle {...icon} /> : <IconAlertTriangle {...icon} />}
      text={t(unconfirmed ? 'step.unconfirmed' : 'step.failed')}
    >
      <Why failure={recipient.failure} />
    </Step>
  );
}

function Why({ failure }: { failure: RecipientStatus['failure'] }) {
  const t = useTranslations('mail.status');
  const tf = useTranslations('failures');
  if (failure === null) return null;
  // The code comes from the server as text; a test holds lib/notification/notification-failure.ts against the catalogue.
  const code = failure.code as Parameters<typeof tf>[0];
  return (
    <>
      {tf.has(code) && <p className={classes.why}>{tf(code)}</p>}
      {failure.reply && <p className={classes.reply}>{t('reply', { reply: failure.reply })}</p>}
    </>
  );
}

function ReportStep({ recipient, reportedAt }: { recipient: RecipientStatus; reportedAt: string }) {
  const t = useTranslations('mail.status');
  const blocked = recipient.blockedAt !== null;
  return (
    <Step
      tone={blocked ? 'bad' : 'quiet'}
      mark={<IconHandStop {...icon} />}
      text={t('step.reported')}
      at={reportedAt}
    >
      <p className={classes.why}>{t(blocked ? 'reportedText' : 'reportedOnlyText')}</p>
    </Step>
  );
}

function OpeningStep({ recipient }: { recipient: RecipientStatus }) {
  const t = useTranslations('mail.status.step');
  return recipient.openedAt === null ? (
    <Step tone="quiet" mark={<IconMailOpened {...icon} />} text={t('notOpened')} />
  ) : (
    <Step tone="good" mark={<IconCheck {...icon} />} text={t('opened')} at={recipient.openedAt} />
  );
}

function DownloadStep({ recipient, total }: { recipient: RecipientStatus; total: number }) {
  const t = useTranslations('mail.status.step');
  const count = recipient.downloads.length;
  const last = recipient.downloads
    .map((download) => download.downloadedAt)
    .sort()
    .at(-1);
  return count === 0 ? (
    <Step tone="quiet" mark={<IconDownload {...icon} />} text={t('noDownload')} />
  ) : (
    <Step
      tone="good"
      mark={<IconCheck {...icon} />}
      text={t('downloads', { count, total })}
      at={last ?? null}
    />
  );
}
