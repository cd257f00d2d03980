"""A time stamping authority of our own, as RFC 3161 has it."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_hex

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .http_fake import Answer

POLICY = "1.3.6.1.4.1.99999.1"


class Authority:
    """Stamps what it is asked to; `root` is the certificate to trust it by."""

    def __init__(self) -> None:
        now = datetime.now(UTC)
        root_key, self._key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        root_name, name = named(f"Test root {token_hex(4)}"), named("Test authority")
        dates = now - timedelta(days=1), now + timedelta(days=1)
        builder = x509.CertificateBuilder().serial_number(1).not_valid_before(dates[0]).not_valid_after(dates[1])
        self.root = (
            builder.subject_name(root_name)
            .issuer_name(root_name)
            .public_key(root_key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        self.certificate = (
            x509.CertificateBuilder()
            .serial_number(2)
            .not_valid_before(dates[0])
            .not_valid_after(dates[1])
            .subject_name(name)
            .issuer_name(root_name)
            .public_key(self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        self.stamped = 0

    def answer(self, path: str, body: bytes) -> Answer:
        """As an HTTP server's answer to a timestamp-query."""
        request = tsp.TimeStampReq.load(body)
        self.stamped += 1
        return 200, "application/timestamp-reply", self.stamp(request["message_imprint"], request["nonce"].native)

    def stamp(self, imprint: tsp.MessageImprint, nonce: int) -> bytes:
        """A granted response for `imprint`."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": imprint,
                "serial_number": self.stamped,
                "gen_time": datetime.now(UTC).replace(microsecond=0),
                "nonce": nonce,
            }
        )
        content = info.dump()
        certificate = asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["tst_info"]}),
                cms.CMSAttribute({"type": "message_digest", "values": [sha256(content).digest()]}),
                cms.CMSAttribute(
                    {
                        "type": "signing_certificate_v2",
                        "values": [
                            tsp.SigningCertificateV2(
                                {
                                    "certs": [
                                        tsp.ESSCertIDv2(
                                            {
                                                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                                                "cert_hash": sha256(certificate.dump()).digest(),
                                            }
                                        )
                                    ]
                                }
                            )
                        ],
                    }
                ),
            ]
        )
        signature = self._key.sign(attributes.dump(), ec.ECDSA(hashes.SHA256()))
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {"content_type": "tst_info", "content": core.ParsableOctetString(content)},
                "certificates": [certificate],
                "signer_infos": [
                    cms.SignerInfo(
                        {
                            "version": "v1",
                            "sid": cms.SignerIdentifier(
                                "issuer_and_serial_number",
                                cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": 2}),
                            ),
                            "digest_algorithm": {"algorithm": "sha256"},
                            "signed_attrs": attributes,
                            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
                            "signature": signature,
                        }
                    )
                ],
            }
        )
        token = cms.ContentInfo({"content_type": "signed_data", "content": signed})
        response: bytes = tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": token}).dump()
        return response


def named(name: str) -> x509.Name:
    """A distinguished name."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
