import { describeAuditTrailOf } from '../support/audit-trail-of';

// The million: test/long/audit-scale.test.ts.
describeAuditTrailOf(110_000);
