"""What is open to holders of a role alone: whoever else asks for it is refused."""

from domain.refusals import Code, require
from domain.visibility import may_see_everything
from domain.vocabulary import Role
from service.reading import Reader


def require_auditor(reader: Reader) -> None:
    """Go on if the reader may see everything. Raises Refused otherwise."""
    seen = may_see_everything(reader.who, reader.at)
    require(seen, Code.NOT_OPEN, person=reader.who.id, what="ledger", roles=[Role.AUDITOR])


def require_administrator(reader: Reader) -> None:
    """Go on if the reader is one of the ministry's administrators. Raises Refused otherwise."""
    administers = reader.who.is_administrator(reader.at)
    require(administers, Code.ROLE_MISSING, person=reader.who.id, roles=[Role.ADMINISTRATOR])
