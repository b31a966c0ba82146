-- The mail server had the notification whole and never answered: perhaps delivered.
ALTER TYPE "notification_state" ADD VALUE 'unconfirmed' AFTER 'sent';
