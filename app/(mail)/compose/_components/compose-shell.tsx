import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { PageHeader } from '@/app/_components/show/page-header';
import type { ComposeSettings } from '@/lib/envelope/wire';
import classes from '../compose.module.css';
import { SendBar } from './send-bar';

const nothing = () => undefined;

/** What a draft looks like before there is one: drawn by the server, so that it is seen before the script is there. Nothing in it can be used. */
export function ComposeShell({
  settings: { identities },
  expiresInDays,
  said,
}: {
  settings: ComposeSettings;
  expiresInDays: number;
  said: string;
}) {
  const t = useTranslations('compose');
  const [identity] = identities;
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('title')}
        actions={
          <span role="status" className={classes.dimmed}>
            {said}
          </span>
        }
      />
      <div className={classes.sheet} aria-hidden inert>
        <div className={classes.header}>
          <Row label={t('fields.from')}>{identity?.address}</Row>
          <Row label={t('fields.to')} />
          <Row
            label={t('fields.title')}
            note={t(identity?.titleShown ? 'fields.titleShown' : 'fields.titleHidden')}
          />
        </div>
        <div className={classes.shellText} />
        <SendBar
          phase="editing"
          expiresInDays={expiresInDays}
          onSend={nothing}
          onLater={nothing}
          onCancel={nothing}
          onExpiry={nothing}
          onDiscard={nothing}
        />
      </div>
    </div>
  );
}

function Row({ label, note, children }: { label: string; note?: string; children?: ReactNode }) {
  return (
    <div className={classes.row}>
      <span className={classes.rowLabel}>{label}</span>
      <div className={classes.rowField}>
        <div className={classes.shellField}>{children}</div>
        {note && <p className={classes.titleNote}>{note}</p>}
      </div>
    </div>
  );
}
