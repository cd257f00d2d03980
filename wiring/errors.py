"""What a person asked that can't be done as asked, though nothing is wrong with Jejak."""


class BadRequest(Exception):
    """A code and the facts that its sentence names; `cli/texts.py` has the sentences, in both languages."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts
