import { DeliveryFailure, type DeliveryFailureCode } from '../../ports/outbound';

const byCode: Record<string, DeliveryFailureCode> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  ETIMEDOUT: 'timeout',
  ABORT_ERR: 'timeout',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate-refused',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate-refused',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate-refused',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate-refused',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate-refused',
  CERT_HAS_EXPIRED: 'certificate-refused',
  CERT_NOT_YET_VALID: 'certificate-refused',
  CERT_SIGNATURE_FAILURE: 'certificate-refused',
  CERT_REJECTED: 'certificate-refused',
  CERT_UNTRUSTED: 'certificate-refused',
  INVALID_CA: 'certificate-refused',
  INVALID_PURPOSE: 'certificate-refused',
  HOSTNAME_MISMATCH: 'certificate-refused',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate-refused',
};

/** Whatever a socket or TLS threw, as the port names it; `abort` is the signal of the time limit. */
export function deliveryFailureOf(error: unknown, abort?: AbortSignal): DeliveryFailure {
  if (error instanceof DeliveryFailure) return error;
  if (abort?.aborted) return new DeliveryFailure('timeout', { cause: error });
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = error instanceof Error && error.cause instanceof DeliveryFailure ? error.cause : null;
  if (cause) return cause;
  // OpenSSL's alert of a server that does not like our certificate, or none
  if (/^ERR_SSL_.*(CERTIFICATE|UNKNOWN_CA|BAD_CERT)/.test(code))
    return new DeliveryFailure('certificate-refused', { cause: error });
  // what Node says of PEM it cannot read
  if (/^ERR_OSSL_(PEM|ASN1|X509|UNSUPPORTED)|^ERR_OSSL_WRONG_TAG/.test(code))
    return new DeliveryFailure('settings-wrong', { cause: error });
  return new DeliveryFailure(byCode[code] ?? 'unreachable', { cause: error });
}
