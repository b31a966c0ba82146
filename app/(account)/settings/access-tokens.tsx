'use client';

import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Flash, type FlashMessage } from '@/app/_components/dialog/flash';
import { focusMain } from '@/app/_components/dialog/focus-main';
import { useConfirm } from '@/app/_components/dialog/use-confirm';
import { callApi } from '@/app/_components/form/call-api';
import { useApi } from '@/app/_components/form/use-api';
import { useRefusalText } from '@/app/_components/form/use-refusal-text';
import { Moment } from '@/app/_components/show/moment';
import type { AccessTokenItem, AccessTokensAnswer } from '@/lib/access-tokens/wire';
import { NewToken } from './new-token';
import classes from './open-sessions.module.css';

/** The access tokens of this account: make one, see when each was used, revoke. */
export function AccessTokens({ role }: { role: 'member' | 'administrator' | 'auditor' }) {
  const t = useTranslations('programs.tokens');
  const refusalText = useRefusalText();
  const { data, refusal, reload } = useApi<AccessTokensAnswer>('/api/access-tokens');
  const [message, setMessage] = useState<FlashMessage>(null);
  const [making, setMaking] = useState(false);
  const { ask, dialog } = useConfirm();

  const revoke = async ({ id }: AccessTokenItem) => {
    const answer = await callApi('DELETE', `/api/access-tokens/${id}`);
    setMessage(
      answer.ok
        ? { tone: 'done', text: t('revoked') }
        : { tone: 'refused', text: refusalText(answer.refusal) },
    );
    if (answer.ok) focusMain();
    reload();
  };
  const askToRevoke = (token: AccessTokenItem) => {
    const { name } = token;
    const question = { title: t('revokeTitle', { name }), text: t('revokeText'), action: t('revoke') };
    ask({ ...question, grave: true }, () => void revoke(token));
  };

  if (data === null)
    return refusal ? <p role="alert">{refusalText(refusal)}</p> : <Skeleton h={80} aria-busy />;
  return (
    <>
      <Flash message={message} onClose={() => setMessage(null)} />
      {data.tokens.length === 0 && <div className={classes.facts}>{t('none')}</div>}
      <ul className={classes.list}>
        {data.tokens.map((token) => (
          <TokenLine key={token.id} token={token} onRevoke={() => askToRevoke(token)} />
        ))}
      </ul>
      <Group mt="md" gap="lg">
        <Button variant="default" onClick={() => setMaking(true)}>
          {t('create')}
        </Button>
        <Anchor href="/api/docs" fz="sm">
          {t('documentation')}
        </Anchor>
      </Group>
      {making && <NewToken role={role} onMade={reload} onClose={() => setMaking(false)} />}
      {dialog}
    </>
  );
}

function TokenLine({ token, onRevoke }: { token: AccessTokenItem; onRevoke: () => void }) {
  const t = useTranslations('programs.tokens');
  const { lastUsedAt } = token;
  return (
    <li>
      <div className={classes.words}>
        <strong>{token.name}</strong>
        <div className={classes.facts}>{token.scopes.map((scope) => t(`scopes.${scope}`)).join(' · ')}</div>
        <div className={classes.facts}>
          {t.rich('until', { when: () => <Moment value={token.expiresAt} exact /> })} ·{' '}
          {lastUsedAt === null
            ? t('neverUsed')
            : t.rich('used', { when: () => <Moment value={lastUsedAt} /> })}
        </div>
      </div>
      <Button
        size="compact-sm"
        variant="default"
        onClick={onRevoke}
        aria-label={t('revokeLabel', { name: token.name })}
      >
        {t('revoke')}
      </Button>
    </li>
  );
}
