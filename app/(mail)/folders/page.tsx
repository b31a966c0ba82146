import { IconFolder } from '@tabler/icons-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Catalogue } from '@/app/_components/frame/catalogue';
import { PageHeader } from '@/app/_components/show/page-header';
import { Paper } from '@/app/_components/show/paper';
import { folderDepthMax } from '@/lib/filing/limits';
import { listFolders } from '@/lib/filing/list-folders';
import { pageActor } from '@/lib/http/page';
import { listMailboxes } from '@/lib/mailbox/list-mailboxes';
import { FolderMenu } from '../_components/folder-menu';
import { NewFolder } from '../_components/new-folder';
import classes from './folders.module.css';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('mail.folders');
  return { title: t('title') };
}

/** The folders of a member's mailboxes: made, renamed, moved, deleted. */
export default async function FoldersPage() {
  const { services, actor } = await pageActor('user');
  // An auditor has no mailbox: for her there is no such page.
  if (actor.role === 'auditor') notFound();
  const [mailboxes, folders] = await Promise.all([
    listMailboxes(services, actor),
    listFolders(services, actor),
  ]);
  const t = await getTranslations('mail.folders');
  return (
    <Catalogue namespaces={['mail']}>
      <PageHeader title={t('title')} lead={t('lead', { depth: folderDepthMax })} />
      {mailboxes.map(({ id: mailboxId, name }) => {
        const own = folders.filter((folder) => folder.mailboxId === mailboxId);
        return (
          <section key={mailboxId} aria-labelledby={mailboxId} className={classes.mailbox}>
            <div className={classes.head}>
              <h2 id={mailboxId}>{name}</h2>
              <NewFolder mailboxId={mailboxId} folders={own} />
            </div>
            <Paper padded={false}>
              {own.length === 0 ? (
                <p className={classes.none}>{t('none')}</p>
              ) : (
                <ul className={classes.tree}>
                  {own.map((folder) => (
                    <li key={folder.id} style={{ paddingInlineStart: (folder.depth - 1) * 20 }}>
                      <Link href={`/folders/${folder.id}`} prefetch={false} className={classes.folder}>
                        <IconFolder size={20} stroke={1.7} aria-hidden />
                        <span>{folder.name ?? t('unreadable')}</span>
                      </Link>
                      <FolderMenu folder={folder} folders={own} />
                    </li>
                  ))}
                </ul>
              )}
            </Paper>
          </section>
        );
      })}
    </Catalogue>
  );
}
