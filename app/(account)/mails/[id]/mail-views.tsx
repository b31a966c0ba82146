'use client';

import { Tabs } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { piecesOf } from '@/app/_components/show/pieces-of';
import classes from '../mails.module.css';

/**
 * HTML, text and headers of a mail. The HTML stands in a frame without scripts; its links open in the whole window
 * and only when a person presses them.
 */
export function MailViews({
  html,
  text,
  headers,
}: {
  html: string;
  text: string;
  headers: Record<string, string>;
}) {
  const t = useTranslations('settings.mails');
  return (
    <Tabs defaultValue="html" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="html">{t('html')}</Tabs.Tab>
        <Tabs.Tab value="text">{t('text')}</Tabs.Tab>
        <Tabs.Tab value="headers">{t('headers')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="html">
        <iframe
          className={classes.preview}
          title={t('preview')}
          sandbox="allow-top-navigation-by-user-activation"
          srcDoc={`<base target="_top">${html}`}
        />
      </Tabs.Panel>
      <Tabs.Panel value="text">
        <pre className={classes.source}>
          <LinkedText text={text} />
        </pre>
      </Tabs.Panel>
      <Tabs.Panel value="headers">
        <pre className={classes.source}>
          {Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)}
        </pre>
      </Tabs.Panel>
    </Tabs>
  );
}

function LinkedText({ text }: { text: string }) {
  return piecesOf(text, /https?:\/\/[^\s<>"]+/g).map(({ start, text: piece, found }) =>
    found ? (
      <a key={start} href={piece}>
        {piece}
      </a>
    ) : (
      <Fragment key={start}>{piece}</Fragment>
    ),
  );
}
