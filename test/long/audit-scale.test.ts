import { describeAuditTrailOf } from '../support/audit-trail-of';

describeAuditTrailOf(Number(process.env.AUDIT_ROWS ?? 1_000_000));
