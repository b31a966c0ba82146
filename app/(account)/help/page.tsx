import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import classes from './help.module.css';

const subjects = [
  'what',
  'open',
  'code',
  'forward',
  'wrong',
  'trust',
  'expire',
  'altered',
  'contact',
] as const;

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('settings.help');
  return { title: t('title') };
}

/** For everybody, signed in or not: what Pli is, and what to do when something does not go as hoped. */
export default async function HelpPage() {
  const t = await getTranslations('settings.help');
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Paper>
        {subjects.map((subject) => (
          <section key={subject} className={classes.subject} id={subject}>
            <h2>{t(`${subject}.title`)}</h2>
            <p>{t(`${subject}.text`)}</p>
          </section>
        ))}
      </Paper>
    </div>
  );
}
