'use client';

import { Modal } from '@mantine/core';
import { type ReactNode, useLayoutEffect } from 'react';
import { focusMain } from './focus-main';

type Props = {
  opened: boolean;
  title: string;
  /** Null: it must be answered. */
  onClose: (() => void) | null;
  /** `lg` for a form of many fields. */
  size?: 'md' | 'lg';
  children: ReactNode;
};

/**
 * A question in front of the page, named by its title. When it closes, the focus is back on what opened it, or on the page
 * where that is gone.
 */
export function Dialog({ opened, title, onClose, size = 'md', children }: Props) {
  return (
    <>
      {opened && <FocusBack />}
      <Modal.Root
        opened={opened}
        onClose={onClose ?? ignore}
        closeOnEscape={onClose !== null}
        closeOnClickOutside={onClose !== null}
        returnFocus={false}
        size={size}
        centered
        lockScroll={false}
        // Drawing a fade takes from the encryption that may run behind it.
        transitionProps={{ duration: 0 }}
      >
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body p="lg">
            <Modal.Title fw={650} fz="lg" mb="sm">
              {title}
            </Modal.Title>
            {children}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

/** What opened the dialog before this one: one that follows another gives the focus back to the same place. */
let formerOpener: Element | null = null;

/** The library's own way back only works for a dialog that stands in the page while it is closed; few of ours do. */
function FocusBack() {
  useLayoutEffect(() => {
    const { activeElement, body } = document;
    const opener = activeElement === body ? formerOpener : activeElement;
    formerOpener = opener;
    return () => {
      // After the dialog has gone: until then its trap holds the focus.
      window.setTimeout(() => {
        if (document.querySelector('[aria-modal="true"]')) return;
        if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
        if (document.activeElement !== opener) focusMain();
      });
    };
  }, []);
  return null;
}

const ignore = () => undefined;
