"""Interventions: what is written down of who did what with what is another's, beside the record."""

from enum import StrEnum


class Intervention(StrEnum):
    """The kinds."""

    ACCOUNT_ACCEPTED = "account_accepted"
    """Somebody at the identity provider is that person from now on."""
    ACCOUNT_DECLINED = "account_declined"
    ACCOUNT_ENDED = "account_ended"
    """With all sessions and tokens."""
    TOKEN_REVOKED = "token_revoked"  # noqa: S105  no password
    ACT_DECLINED = "act_declined"
    """An act that waited for a second administrator was thrown away by another."""
    ACT_WITHDRAWN = "act_withdrawn"
    """The same by its author."""
    PASSKEY_DECLINED = "passkey_declined"
    DRAFT_DISCARDED = "draft_discarded"
    """By an administrator of the agency."""
    CONTACT_PUT = "contact_put"
    """A name, an address or a language was kept in the vault, in place of an earlier one."""
