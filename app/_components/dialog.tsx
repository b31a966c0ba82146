'use client';

import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

/** A question in front of the page, named by its title. `onClose` null: it must be answered. */
export function Dialog({
  opened,
  title,
  onClose,
  children,
}: {
  opened: boolean;
  title: string;
  onClose: (() => void) | null;
  children: ReactNode;
}) {
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose ?? ignore}
      closeOnEscape={onClose !== null}
      closeOnClickOutside={onClose !== null}
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
  );
}

const ignore = () => undefined;
