"""Parties: whom a task waits for, a notice goes to, or a grant counts someone among, as a name."""

from domain.vocabulary import Role


def party(role: Role, *, agency: str | None = None, region: str | None = None, person: str | None = None) -> str:
    """A role: of one agency for a proposer and a local administrator, of one region (by its id) for an officer, of one
    person who has a seat.
    """
    match role:
        case Role.PROPOSER | Role.LOCAL_ADMINISTRATOR:
            whose = agency
        case Role.REGIONAL_OFFICER:
            whose = region
        case _:
            whose = person
    return f"{role}/{whose}" if whose else role
