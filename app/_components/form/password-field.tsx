'use client';

import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, useState } from 'react';

/** A password: can be shown, and says when Caps Lock is on. */
export function PasswordField({ description, ...others }: PasswordInputProps) {
  const t = useTranslations('common.passwordField');
  const [visible, setVisible] = useState(false);
  const [capsLock, setCapsLock] = useState(false);
  const lookAtCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'));
  return (
    <PasswordInput
      {...others}
      visible={visible}
      onVisibilityChange={setVisible}
      visibilityToggleButtonProps={{ 'aria-label': visible ? t('hide') : t('show'), tabIndex: 0 }}
      onKeyDown={lookAtCapsLock}
      onKeyUp={lookAtCapsLock}
      onBlur={() => setCapsLock(false)}
      description={capsLock ? <span role="status">{t('capsLock')}</span> : description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
    />
  );
}
